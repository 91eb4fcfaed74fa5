"""How a log line looks, whatever a client has sent."""

import json
import logging
from typing import Any
from uuid import uuid4

import pytest

from api import request_ids, run_ids
from api.logs import JSONLines, TextLines

FORGED = "GET /x\n12:00:00 ERROR forged \x1b[31mred नमस्ते"
# Ends of lines, orders to terminals, and what no file can hold.
STRANGE = [
    "\r\n",
    "\n",
    "\x1b[2J",
    "\x9b31m",
    "\x85",
    "\u2028",
    "\u202e",
    "\x00",
    "\x7f",
    "\udc80",
    "\U0001f600",
    '"',
    "\\",
]
LONGEST = 8 * 1024


def record(message: str, **fields: Any) -> logging.LogRecord:
    made = logging.LogRecord("arena", logging.INFO, "", 0, message, None, None)
    vars(made).update(fields)
    return made


def test_text_stays_on_its_line_and_gives_the_terminal_no_orders() -> None:
    line = TextLines("%(levelname)s %(message)s").format(record(FORGED))

    assert line == "INFO GET /x\\n12:00:00 ERROR forged \\x1b[31mred नमस्ते"


@pytest.mark.parametrize("strange", STRANGE, ids=ascii)
def test_json_is_one_line_of_ascii_and_of_bounded_length(strange: str) -> None:
    line = JSONLines().format(record(strange * 1_000_000, path=strange * 1_000_000))

    assert line.isascii()
    assert line.isprintable()
    assert len(line) <= LONGEST
    assert json.loads(line)["event"].startswith(strange.encode(errors="backslashreplace").decode())


def test_a_field_that_nobody_has_allowed_stays_out() -> None:
    line = JSONLines().format(record("answered", path="/api/", status=200, content="Peaches", user="zoe@example.org"))

    assert set(json.loads(line)) == {"time", "level", "logger", "event", "path", "status"}


def test_where_there_is_a_request_or_a_run_its_id_is_told() -> None:
    run = uuid4()

    def told() -> dict[str, Any]:
        request_ids.begin("mine")
        run_ids.begin(run)
        return dict(json.loads(JSONLines().format(record("spoke"))))

    line = run_ids.of_nobody().run(told)

    assert (line["request_id"], line["run_id"]) == ("mine", str(run))
    assert not {"request_id", "run_id"} & set(json.loads(JSONLines().format(record("spoke"))))


@pytest.mark.parametrize("form", [JSONLines(), TextLines("%(levelname)s %(message)s")], ids=["json", "text"])
def test_an_error_is_told_by_its_place_and_not_by_its_words(form: logging.Formatter) -> None:
    words = "the password is " + "hunter2"
    try:
        try:
            raise LookupError(words)
        except LookupError as error:
            raise ValueError(words) from error
    except ValueError as error:
        told = logging.LogRecord("arena", logging.ERROR, "", 0, "oops", None, (ValueError, error, error.__traceback__))

    line = form.format(told)

    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "hunter2" not in line
