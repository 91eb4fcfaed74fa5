"""How a log line looks, whatever a client has sent."""

import logging

import orjson

from api.logs import JSONLines, TextLines

FORGED = "GET /x\n12:00:00 ERROR forged \x1b[31mred नमस्ते"


def record(message: str) -> logging.LogRecord:
    return logging.LogRecord("arena", logging.INFO, "", 0, message, None, None)


def test_text_stays_on_its_line_and_gives_the_terminal_no_orders() -> None:
    line = TextLines("%(levelname)s %(message)s").format(record(FORGED))

    assert line == "INFO GET /x\\n12:00:00 ERROR forged \\x1b[31mred नमस्ते"


def test_json_is_one_line_of_bounded_length() -> None:
    line = JSONLines().format(record(FORGED + "x" * 1_000_000))

    assert "\n" not in line
    assert len(line) < 10_000
    assert orjson.loads(line)["event"].startswith(FORGED)


def test_an_error_is_told_by_its_place_and_not_by_its_words() -> None:
    words = "the password is " + "hunter2"
    try:
        raise ValueError(words)
    except ValueError as error:
        told = logging.LogRecord("arena", logging.ERROR, "", 0, "oops", None, (ValueError, error, error.__traceback__))

    line = JSONLines().format(told)

    assert orjson.loads(line)["error"] == "ValueError"
    assert "test_logs.py" in line
    assert "hunter2" not in line
