"""What gunicorn says by itself."""

import json
import socket

import pytest
from gunicorn.http.errors import InvalidHeader, LimitRequestHeaders, LimitRequestLine, UnsupportedTransferCoding

from api.refusals import Code
from arena_backend import connections, workers
from arena_backend.workers import Worker


def told(error: Exception) -> tuple[bytes, dict[str, str]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Worker.handle_error(object.__new__(Worker), None, ours, None, error)
        ours.close()
        head, _, body = theirs.makefile("rb").read().partition(b"\r\n\r\n")
    return head, json.loads(body)


@pytest.mark.parametrize(
    "error",
    [
        InvalidHeader("X-Secret: violet"),
        LimitRequestLine(9000, 8190),
        LimitRequestHeaders("too many"),
        UnsupportedTransferCoding("xchunked"),
    ],
)
def test_what_it_cannot_read_it_refuses_in_the_one_shape(error: Exception) -> None:
    head, body = told(error)

    assert head.startswith(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n")
    assert body.keys() == {"code", "detail", "request_id"}
    assert (body["code"], body["detail"]) == ("invalid", connections.UNREADABLE)


def test_what_goes_wrong_with_us_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    head, body = told(RuntimeError("violet"))

    assert head.startswith(b"HTTP/1.1 500 ")
    assert (body["code"], body["detail"]) == ("internal", Code.INTERNAL.sentence)
    assert "violet" in caplog.text


def test_its_words_are_those_of_the_closed_list() -> None:
    assert (workers.UNREADABLE[1], workers.UNREADABLE[0]) == (Code.INVALID, Code.INVALID.status)
    assert (workers.INTERNAL[1], workers.INTERNAL[0]) == (Code.INTERNAL, Code.INTERNAL.status)


def test_who_has_gone_is_not_answered() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()

    with ours:
        Worker.handle_error(object.__new__(Worker), None, ours, None, InvalidHeader("X"))
