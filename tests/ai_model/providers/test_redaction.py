"""No key in a log, however it is spelled."""

import base64
import io
import logging
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, quote_plus

import pytest

from ai_model.providers.redaction import MARK, Handler, Redactor, redactor

KEY = 'sk+live/äß"1 2=='


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        quote(KEY),
        quote(KEY, safe=""),
        quote_plus(KEY),
        base64.b64encode(KEY.encode()).decode(),
        base64.urlsafe_b64encode(KEY.encode()).decode().rstrip("="),
        *(base64.b64encode(f"{user}:{KEY}".encode()).decode() for user in ("", "u", "us", "use")),
        *(base64.b64encode(f"{KEY}{more}".encode()).decode() for more in ("x", "xy", "xyz")),
        f"{{'key': {KEY}}}",
    ],
)
def test_every_spelling_is_found(text):
    keeper = Redactor()
    keeper.keep(KEY)

    told = keeper.redact(f"sent {text} away")

    assert MARK in told
    assert KEY not in told
    assert base64.b64encode(KEY.encode()).decode()[4:12] not in told


def test_each_part_of_a_key_is_a_secret():
    keeper = Redactor()
    keeper.keep("AKIAEXAMPLE:its-secret-part:its-session-token")

    assert keeper.redact("token its-session-token of AKIAEXAMPLE") == f"token {MARK} of {MARK}"


def test_keys_from_many_threads_are_all_kept():
    keeper = Redactor()
    keys = [f"sk-of-thread-{number}" for number in range(200)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(keeper.keep, keys))

    assert keeper.redact(" ".join(keys)) == " ".join([MARK] * 200)


def test_what_is_no_key_stays():
    keeper = Redactor()
    keeper.keep("secret-one")

    assert keeper.redact("a secret") == "a secret"
    assert Redactor().redact("anything") == "anything"


def test_too_short_a_key_does_not_blot_out_the_log():
    keeper = Redactor()
    keeper.keep("abc")

    assert keeper.redact("abcdef") == "abcdef"


def test_a_key_that_begins_like_another_is_found_whole():
    keeper = Redactor()
    keeper.keep("secret-one")
    keeper.keep("secret-one-more")

    assert keeper.redact("secret-one-more") == MARK


def test_a_log_line_is_redacted_as_a_whole():
    stream = io.StringIO()
    redactor.keep("sk-told-in-a-traceback")
    logger = logging.getLogger("test of redaction")
    logger.propagate = False
    logger.addHandler(Handler(stream))

    try:
        raise ValueError("sk-told-in-a-traceback")
    except ValueError:
        logger.exception("with %s", "sk-told-in-a-traceback")

    assert stream.getvalue().count(MARK) >= 2
    assert "sk-told" not in stream.getvalue()
