"""What uvicorn's connections refuse, and when they leave alone what is being answered."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from arena_backend import connections
from arena_backend.connections import Connection, Unreadable, refuse_ambiguous

HOST = (b"host", b"a")
HEAD = b"POST / HTTP/1.1\r\nHost: a\r\n"
TICK = 0.02


class Wire(asyncio.Transport):
    """Keeps what was written, and how it was left."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.is_over = self.is_paused = False

    def write(self, data: Any) -> None:
        self.written += data

    def can_write_eof(self) -> bool:
        return False

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False

    def is_closing(self) -> bool:
        return self.is_over

    def close(self) -> None:
        self.is_over = True

    def abort(self) -> None:
        self.is_over = True


async def answer(scope: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


def converse(*pieces: bytes) -> Wire:
    """All that comes of these pieces, each in a read of its own."""

    async def run() -> Wire:
        wire = Wire()
        connection = Connection(config=Config(answer, log_config=None), server_state=ServerState(), app_state={})
        connection.connection_made(wire)
        for piece in pieces:
            connection.data_received(piece)
            await asyncio.sleep(0)
        await asyncio.sleep(TICK)
        was_over = wire.is_over
        connection.connection_lost(None)
        wire.is_over = was_over
        return wire

    return asyncio.run(run())


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "LINGER_SECONDS", TICK / 4)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", TICK / 4)


def test_what_can_be_read_is_answered() -> None:
    wire = converse(HEAD + b"Content-Length: 2\r\n\r\n{}")

    assert wire.written.startswith(b"HTTP/1.1 200 ")
    assert not wire.is_over


def test_a_refusal_has_the_one_shape_and_is_the_last_word() -> None:
    wire = converse(b"what\r\n\r\n", HEAD + b"\r\n")

    head, _, body = wire.written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"Connection: close" in head
    assert json.loads(body).keys() == {"code", "detail", "request_id"}
    assert wire.is_over


def test_nothing_is_refused_before_what_is_being_answered() -> None:
    wire = converse(HEAD + b"Content-Length: 2\r\n\r\n{}" + b"what\r\n\r\n")

    assert wire.written.count(b"HTTP/1.1") == 1
    assert wire.written.startswith(b"HTTP/1.1 200 ")
    assert wire.is_over


def test_a_body_that_goes_wrong_is_refused_instead_of_answered() -> None:
    wire = converse(HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", b"what\r\n")

    assert wire.written.count(b"HTTP/1.1") == 1
    assert wire.written.startswith(b"HTTP/1.1 400 ")


def test_a_head_without_an_end_is_refused() -> None:
    wire = converse(HEAD, *[b"X: " + b"a" * 1000 + b"\r\n"] * 200)

    assert wire.written.startswith(b"HTTP/1.1 400 ")
    assert wire.is_paused


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("said", "heard"), [(HEAD, b"HTTP/1.1 408 "), (b"", b""), (b"\r\n", b"")])
def test_who_says_no_whole_head_is_cut_in_time(said: bytes, heard: bytes) -> None:
    wire = converse(said)

    assert wire.is_over
    assert wire.written.startswith(heard)
    assert bool(wire.written) is bool(heard)


@pytest.mark.usefixtures("impatient")
def test_who_has_said_one_is_not() -> None:
    wire = converse(HEAD + b"Content-Length: 9\r\n\r\n")

    assert not wire.is_over


@pytest.mark.parametrize(
    ("version", "headers"),
    [
        ("1.1", [HOST, (b"transfer-encoding", b"gzip, chunked")]),
        ("1.1", [HOST, (b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")]),
        ("1.0", [HOST, (b"transfer-encoding", b"chunked")]),
        ("1.1", [HOST, HOST]),
        ("1.1", []),
        ("0.9", []),
    ],
)
def test_what_others_may_read_in_another_way_is_refused(version: str, headers: list[tuple[bytes, bytes]]) -> None:
    with pytest.raises(Unreadable):
        refuse_ambiguous(version, headers)


@pytest.mark.parametrize(
    "said",
    [b"POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n"],
)
def test_what_all_read_in_one_way_is_not(said: bytes) -> None:
    assert converse(said).written.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(("count", "answered"), [(10, 10), (40, 1)])
def test_so_many_requests_may_wait_behind_one_and_no_more(count: int, answered: int) -> None:
    wire = converse(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * count)

    assert wire.is_over is (answered < count)
    assert wire.written.count(b"HTTP/1.1 200 ") == answered


def test_half_a_head_behind_a_long_answer_is_given_up_too(impatient: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer_slowly(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(TICK)
        await answer(scope, receive, send)

    async def run() -> bytes:
        wire = Wire()
        config = Config(answer_slowly, log_config=None)
        connection = Connection(config=config, server_state=ServerState(), app_state={})
        connection.connection_made(wire)
        connection.data_received(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        # It comes while the answer is being given, and so does the time at which a head should be there.
        connection.data_received(b"\r\n")
        await asyncio.sleep(2 * TICK)
        connection.data_received(HEAD)
        await asyncio.sleep(TICK)
        connection.connection_lost(None)
        return wire.written

    _, _, last = asyncio.run(run()).partition(b"ok")

    assert last.startswith(b"HTTP/1.1 408 ")


def test_however_uvicorn_was_started_its_connections_are_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    make: Callable[..., Any] = HttpToolsProtocol.__new__
    monkeypatch.setattr(HttpToolsProtocol, "__new__", make)

    connections.take_over()
    made = HttpToolsProtocol.__new__(HttpToolsProtocol)

    assert type(made) is Connection
