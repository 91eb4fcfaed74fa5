"""Requests of which two servers would not agree where they end: refused once, and the connection with them."""

from collections.abc import Iterator

import pytest

from tests.security.knocking import knock, post
from tests.servers import Server, start_server

PATH = "/api/auth/anonymous/"
SECOND = b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
CHUNKS = b"2\r\n{}\r\n0\r\n\r\n"
ANY = {
    "length and coding": post(PATH, "Content-Length: 6", "Transfer-Encoding: chunked", body=b"0\r\n\r\n" + SECOND),
    "coding and length": post(PATH, "Transfer-Encoding: chunked", "Content-Length: 6", body=b"0\r\n\r\n" + SECOND),
    "two lengths": post(PATH, "Content-Length: 2", "Content-Length: 44", body=b"{}" + SECOND),
    "two equal lengths": post(PATH, "Content-Length: 2", "Content-Length: 2", body=b"{}" + SECOND),
    "a list of lengths": post(PATH, "Content-Length: 2, 2", body=b"{}" + SECOND),
    "a length with a sign": post(PATH, "Content-Length: +2", body=b"{}" + SECOND),
    "xchunked": post(PATH, "Transfer-Encoding: xchunked", body=CHUNKS + SECOND),
    "xchunked and length": post(PATH, "Transfer-Encoding: xchunked", "Content-Length: 2", body=b"{}" + SECOND),
    "two codings": post(PATH, "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=CHUNKS + SECOND),
    "a packed body": post(PATH, "Transfer-Encoding: gzip, chunked", body=CHUNKS + SECOND),
    "a coding with a blank": post(PATH, "Transfer-Encoding : chunked", "Content-Length: 2", body=b"{}" + SECOND),
    "a folded coding": post(PATH, "Content-Length: 2", "Transfer-Encoding:\r\n chunked", body=b"{}" + SECOND),
    "a hexadecimal chunk": post(PATH, "Transfer-Encoding: chunked", body=b"0x2\r\n{}\r\n0\r\n\r\n" + SECOND),
    "two hosts": b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: example.org\r\n\r\n" + SECOND,
    "a NUL": b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: a\0b\r\n\r\n" + SECOND,
    "tabs before the version": b"GET /live/\tHTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + SECOND,
}
# What nginx reads in the one way there is, and tells to those behind it in another form.
ALONE = {
    "LF after a field": b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\nX-A: b\r\n\r\n" + SECOND,
    "LF alone": b"GET /live/ HTTP/1.1\nHost: 127.0.0.1\n\n" + SECOND,
    "LF at the end": b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\n" + SECOND,
    "a folded field": b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n c\r\n\r\n" + SECOND,
    "a field that begins with a blank": b"GET /live/ HTTP/1.1\r\n Host: 127.0.0.1\r\n\r\n" + SECOND,
    "chunks in HTTP/1.0": post(PATH, "Transfer-Encoding: chunked", body=CHUNKS).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "a trailer": post(PATH, "Transfer-Encoding: chunked", body=b"2\r\n{}\r\n0\r\nHost: example.org\r\n\r\n" + SECOND),
}
COMMANDS = {"asgi": "asgi", "wsgi": "wsgi"}


@pytest.fixture(scope="module", params=COMMANDS)
def door(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Server]:
    with start_server(COMMANDS[request.param]) as server:
        yield server


@pytest.mark.parametrize("asked", ANY.values(), ids=ANY)
def test_s29_whoever_stands_before_it_there_is_one_refusal(asked: bytes, server: Server) -> None:
    reply = knock(server, asked)

    assert (reply.statuses, reply.code) == ([400], "invalid")


@pytest.mark.parametrize("asked", [*ANY.values(), *ALONE.values()], ids=[*ANY, *ALONE])
def test_s29_nor_are_there_two_where_nobody_stands_before_it(asked: bytes, door: Server) -> None:
    reply = knock(door, asked)

    assert (reply.statuses, reply.code) == ([400], "invalid")
