"""Heads of HTTP requests are read, or refused."""

import pytest

from ai_model.providers.demo import wire
from ai_model.providers.demo.refusals import Refusal
from ai_model.providers.demo.wire import Head, Whole

HEADS = {
    b"GET /models HTTP/1.1\r\nHost: x": Head("GET", "/models"),
    b"GET /models?a=/b HTTP/1.1": Head("GET", "/models"),
    b"POST /chat/completions HTTP/1.1\r\ncontent-LENGTH:  12 \r\nX-Empty:": Head("POST", "/chat/completions", 12),
    b"GET / HTTP/1.1\r\nConnection: Close": Head("GET", "/", stays=False),
    b"GET / HTTP/1.1\r\nConnection: keep-alive": Head("GET", "/"),
    b"GET / HTTP/1.1\r\nConnection: close\r\nConnection: te": Head("GET", "/", stays=False),
}
REFUSED = {
    b"": 400,
    b"GET /": 400,
    b"GET  / HTTP/1.1": 400,
    b"GET /\xff HTTP/1.1": 400,
    b"GET / HTTP/1.1\r\nno colon": 400,
    b"GET / HTTP/1.1\r\nbad name: 1": 400,
    b"GET / HTTP/1.1\r\n folded: 1": 400,
    b"GET / HTTP/1.1\r\nContent-Length: -1": 400,
    b"GET / HTTP/1.1\r\nContent-Length: 1_0": 400,
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6": 400,
    b"POST / HTTP/1.1\r\nContent-Length: 5\r\ncontent-length:": 400,
    b"POST / HTTP/1.1\r\nContent-Length: 5, 6": 400,
    b"GET / HTTP/1.0": 505,
    b"PRI * HTTP/2.0": 505,
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked": 411,
    b"POST / HTTP/1.1\r\nContent-Length: 2097153": 413,
}


@pytest.mark.parametrize(("data", "head"), HEADS.items())
def test_a_head_is_read(data, head):
    assert wire.read_head(data) == head


@pytest.mark.parametrize(("data", "status"), REFUSED.items())
def test_another_head_is_refused(data, status):
    with pytest.raises(Refusal) as refused:
        wire.read_head(data)

    assert refused.value.status == status


def test_a_reply_says_how_long_it_is_and_whether_another_may_follow():
    reply = Whole(b"{}", 429, {"Retry-After": "1"})

    head, _, body = wire.whole(reply, stays=False).partition(b"\r\n\r\n")

    assert body == b"{}"
    assert head.split(b"\r\n") == [
        b"HTTP/1.1 429 Too Many Requests",
        b"Content-Type: application/json",
        b"Content-Length: 2",
        b"Retry-After: 1",
        b"Connection: close",
    ]


def test_a_chunk_says_how_long_it_is():
    assert wire.chunk(b"x" * 26) == b"1a\r\n" + b"x" * 26 + b"\r\n"
