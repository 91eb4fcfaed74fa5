"""S46: whatever is sent, the log has one line of it, JSON of at most 8 KiB, and no terminal takes orders from it."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.message.submitting import comes_true
from tests.people import Client, make_account
from tests.servers import Server, start_server

FORGED = '{"level":"error","event":"forged"}'
# Ends of lines, orders to terminals, letters that turn the writing around, and a great deal.
INJECTED = {
    "ends of lines": f"\r\n{FORGED}\r\n",
    "strange ends of lines": f"\u2028{FORGED}\u2029\x85{FORGED}\x0b",
    "orders": "\x1b[2J\x1b]0;title\x07\x9b31m",
    "the other way round": "\u202e\u2066gpj.exe",
    "a great deal": "A" * 1_000_000,
}
LONGEST = 8 * 1024


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_LOG_FORMAT="json", ARENA_LOG_LEVEL="debug") as server:
        yield server


@pytest.fixture
def owner(server: Server, database: None) -> Iterator[Client]:
    with make_account(server) as client:
        yield client


def read_lines(server: Server) -> list[dict[str, Any]]:
    raw = server.log.read_bytes()
    lines = raw.split(b"\n")[:-1]
    assert all(line.isascii() and line.decode().isprintable() and len(line) <= LONGEST for line in lines)
    return [json.loads(line) for line in lines]


def lines_of(server: Server, request: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def look() -> bool:
        found[:] = [line for line in read_lines(server) if line.get("request_id") == request]
        return bool(found)

    assert comes_true(look)
    return found


@pytest.mark.parametrize("injected", INJECTED.values(), ids=INJECTED)
def test_s46_a_field_of_a_body_leaves_one_line(injected: str, owner: Client, server: Server) -> None:
    request = uuid4().hex

    owner.post("/sessions/", json={"mode": "direct", "title": injected}, headers={"X-Request-Id": request})

    (line,) = lines_of(server, request)
    assert line["event"] == "answered"
    assert line["path"] == "/api/sessions/"


@pytest.mark.parametrize("injected", INJECTED.values(), ids=INJECTED)
def test_s46_a_path_and_a_query_leave_one_line(injected: str, owner: Client, server: Server) -> None:
    request, sent = uuid4().hex, injected[:10_000]

    path = f"/nowhere/{quote(sent, safe='')}"
    owner.get(owner.base_url.join(path), params={"search": sent}, headers={"X-Request-Id": request})

    (line,) = lines_of(server, request)
    assert line["path"].startswith("/nowhere/")
    assert "search" not in line["path"]


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: \x1b[31m\xc2\x9b forged\r\nConnection: close\r\n\r\n",
        b"GET /\x1b[2J HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: \x1b[31mforged\r\n\r\n",
        b"\x16\x03\x01\x02\x00 no HTTP at all \x1b[31m\r\n\r\n",
        b"GET / HTTP/9.9\r\n" + b"A: " + b"B" * 100_000 + b"\r\n\r\n",
    ],
    ids=["request id", "path", "host", "no HTTP", "long header"],
)
def test_s46_what_never_becomes_a_request_leaves_whole_lines_too(sent: bytes, server: Server) -> None:
    address = urlsplit(server.url)

    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as client:
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        while client.recv(65536):
            pass

    assert not [line for line in read_lines(server) if "forged" in str(line.get("request_id"))]
    assert httpx.get(f"{server.url}/live/", trust_env=False).is_success
