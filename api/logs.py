"""How a log line looks: one JSON object, with the request it belongs to."""

import logging
import traceback
from datetime import UTC, datetime

import orjson

from api import request_ids

# A line longer than this would be somebody's attempt to fill the disk.
MAX_MESSAGE = 8 * 1024


class JSONLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage()[:MAX_MESSAGE],
        }
        if request := request_ids.current():
            line["request_id"] = request
        if record.exc_info and record.exc_info[0]:
            # Not its text: a database quotes rows in it, and a provider keys.
            line["error"] = record.exc_info[0].__name__
            line["where"] = "".join(traceback.format_tb(record.exc_info[2]))[-MAX_MESSAGE:]
        return orjson.dumps(line).decode()


class TextLines(logging.Formatter):
    """For a terminal: whatever a client has sent stays on its line and gives no orders."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the name is logging's
        line = super().formatMessage(record)
        return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)
