"""S28: who sends or reads slowly is cut, and nobody else notices (by how much: script/bench overload)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from urllib.parse import urlsplit

import httpx
import pytest

from tests.arena_backend.flooding import PIECES
from tests.arena_backend.test_stalling import connect, hears_of_being_cut
from tests.servers import Server, start_server

SLOW = 50
NORMAL = 100


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """Whose patience is short."""
    with start_server(application="tests.arena_backend.stalling_application:application") as server:
        yield server


def begin_a_head(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    client = socket.create_connection((address.hostname, address.port))
    client.sendall(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    return client


def test_s28_the_others_do_not_notice(server: Server) -> None:
    with ExitStack() as slow, httpx.Client(base_url=server.url, trust_env=False) as normal:
        for _, path in zip(range(SLOW), cycle(PIECES), strict=False):
            slow.enter_context(connect(server, path))
            slow.enter_context(begin_a_head(server))
        answers = [normal.get("/live/") for _ in range(NORMAL)]

    assert {answer.status_code for answer in answers} == {200}


def test_s28_who_reads_nothing_is_cut(server: Server) -> None:
    with ExitStack() as slow:
        readers = [
            slow.enter_context(connect(server, path)) for _, path in zip(range(SLOW), cycle(PIECES), strict=False)
        ]
        are_cut = [hears_of_being_cut(reader) for reader in readers]

    assert are_cut == [True] * SLOW
