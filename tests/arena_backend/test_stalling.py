"""Clients that read slowly or not at all."""

import select
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.servers import Server, start_server

MOST_SECONDS = 20


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(application="tests.arena_backend.stalling_application:application") as server:
        yield server


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect((address.hostname, address.port))
    client.sendall(b"GET /flood/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return client


def test_who_reads_nothing_is_cut(server: Server) -> None:
    with connect(server) as client:
        watch = select.poll()
        watch.register(client, 0)

        ((_, events),) = watch.poll(MOST_SECONDS * 1000)

    assert events & select.POLLERR
    assert "a client has read nothing" in server.read_log()


def test_who_reads_is_not(server: Server) -> None:
    with httpx.stream("GET", f"{server.url}/flood/", trust_env=False) as answer:
        size = sum(map(len, answer.iter_raw()))

    assert size == 1000 * 64 * 1024


def test_a_stalled_client_is_no_reason_to_keep_others_waiting(server: Server) -> None:
    with connect(server):
        answer = httpx.get(f"{server.url}/live/", trust_env=False)

    assert answer.is_success
