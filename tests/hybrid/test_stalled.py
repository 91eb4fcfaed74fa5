"""Who reads nothing of a stream holds up its event loop, which cuts it; nothing of it lies on nginx's disk."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.arena_backend.flooding import PIECES
from tests.arena_backend.test_stalling import connect
from tests.hybrids import lay_nginx
from tests.message.submitting import comes_true
from tests.servers import Server, find_free_port, start_server

MOST_SECONDS = 20


@pytest.fixture(scope="module")
def flooding(django_db_setup: None) -> Iterator[Server]:
    with start_server(application="tests.arena_backend.stalling_application:application") as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def door(flooding: Server, folder: Path) -> Iterator[Server]:
    """To the flooding server, through nginx."""
    port, behind = find_free_port(), int(flooding.url.rpartition(":")[2])
    command = lay_nginx(folder, port=port, asgi=(behind, behind), wsgi=behind)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        server = replace(flooding, url=f"http://127.0.0.1:{port}", process=process)
        server.wait_until_live()
        yield server
        process.terminate()


@pytest.mark.parametrize("path", PIECES)
def test_it_is_cut_by_the_event_loop(path: str, flooding: Server, door: Server, folder: Path) -> None:
    known = flooding.read_log().count("a client has read nothing")
    with connect(door, path):
        is_cut = comes_true(
            lambda: flooding.read_log().count("a client has read nothing") > known, seconds=MOST_SECONDS
        )
        written = [file for file in (folder / "proxy").rglob("*") if file.is_file()]

    assert is_cut
    assert written == []
