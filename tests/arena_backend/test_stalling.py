"""Clients that read slowly or not at all."""

import select
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.arena_backend.flooding import PIECES, STALL_SECONDS, WHOLE_BYTES
from tests.servers import Server, start_server

MOST_SECONDS = 20


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(application="tests.arena_backend.stalling_application:application") as server:
        yield server


def connect(server: Server, path: str, *, room: int = 4096) -> socket.socket:
    address = urlsplit(server.url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    client.connect((address.hostname, address.port))
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return client


def hears_of_being_cut(client: socket.socket) -> bool:
    """Without reading."""
    watch = select.poll()
    watch.register(client, 0)
    return any(events & select.POLLERR for _, events in watch.poll(MOST_SECONDS * 1000))


@pytest.mark.parametrize("path", PIECES)
def test_who_reads_nothing_is_cut(path: str, server: Server) -> None:
    with connect(server, path) as client:
        is_cut = hears_of_being_cut(client)

    assert is_cut
    assert "a client has read nothing" in server.read_log()


@pytest.mark.parametrize("path", PIECES)
def test_who_reads_is_not(path: str, server: Server) -> None:
    with httpx.stream("GET", f"{server.url}{path}", trust_env=False) as answer:
        size = sum(map(len, answer.iter_raw()))

    assert size == WHOLE_BYTES


@pytest.mark.parametrize("path", PIECES)
def test_who_takes_a_little_every_now_and_then_is_not_cut(path: str, server: Server) -> None:
    taken = 0

    with connect(server, path, room=64 * 1024) as client:
        end = time.monotonic() + 4 * STALL_SECONDS
        while time.monotonic() < end:
            taken += len(client.recv(32 * 1024))
            time.sleep(STALL_SECONDS / 10)

    assert 0 < taken < PIECES["/v1/lumps/"]


def test_who_has_taken_a_little_and_stops_is_cut(server: Server) -> None:
    with connect(server, "/api/messages/drops/stream/", room=64 * 1024) as client:
        client.recv(32 * 1024)

        assert hears_of_being_cut(client)


def test_a_stalled_client_is_no_reason_to_keep_others_waiting(server: Server) -> None:
    with connect(server, "/api/messages/drops/stream/"):
        answer = httpx.get(f"{server.url}/live/", trust_env=False)

    assert answer.is_success
