"""How a log line looks: one JSON object of few known fields, with the request and the run it belongs to."""

import json
import logging
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from api import request_ids, run_ids

# Bytes of each field's text; all together are a line of less than 8 KiB, whatever was sent to fill the disk.
EVENT_BYTES = 3 * 1024
WHERE_BYTES = 3 * 1024
FIELD_BYTES = 512
# Whatever else a line is given stays out of it.
FIELDS = ("method", "path", "status", "milliseconds", "run_id")


class JSONLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": _fit(record.name, FIELD_BYTES),
            "event": _fit(getattr(record, "event", "") or record.getMessage(), EVENT_BYTES),
            **_ids(),
            **_fields(record),
            **_error(record),
        }
        # ASCII: to a terminal or an editor, some letters beyond it are ends of lines, too.
        return json.dumps(line, separators=(",", ":"))


class TextLines(logging.Formatter):
    """For a terminal: whatever a client has sent stays on its line and gives no orders."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the name is logging's
        line = super().formatMessage(record)
        return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)

    def formatException(self, ei: Any) -> str:  # noqa: N802 -- the name is logging's
        """As in JSON not its text, nor that of what it came from."""
        return "".join(traceback.format_tb(ei[2])) + ei[0].__name__


def _ids() -> dict[str, str]:
    ids = {"request_id": request_ids.current(), "run_id": run_ids.current()}
    return {name: value for name, value in ids.items() if value}


def _fields(record: logging.LogRecord) -> dict[str, object]:
    told = {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
    return {name: _fit(value, FIELD_BYTES) if isinstance(value, str) else value for name, value in told.items()}


def _error(record: logging.LogRecord) -> Mapping[str, str]:
    """Not its text: a database quotes rows in it, and a provider keys."""
    if not (record.exc_info and record.exc_info[0]):
        return {}
    where = "".join(traceback.format_tb(record.exc_info[2]))
    return {"error": record.exc_info[0].__name__, "where": _fit(where, WHERE_BYTES, keeps_end=True)}


def _fit(text: str, limit: int, *, keeps_end: bool = False) -> str:
    """As much of it as takes so many bytes. Halves of letters, which no text can hold, are spelled out."""
    text = text[-limit:] if keeps_end else text[:limit]
    text = text.encode(errors="backslashreplace").decode()
    while (size := len(json.dumps(text))) > limit:
        left = len(text) * limit // size
        text = text[-left:] if keeps_end else text[:left]
    return text
