"""python -m arena_backend.probe"""

import subprocess
import sys

import pytest

from tests.servers import Server, find_free_port


def probe(url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "arena_backend.probe", url]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_server_that_is_well(server: Server) -> None:
    result = probe(f"{server.url}/ready/")

    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("way", ["{server}/nowhere/", "http://127.0.0.1:{free}/ready/", "nonsense"])
def test_anything_else_is_told(way: str, server: Server) -> None:
    url = way.format(server=server.url, free=find_free_port())

    result = probe(url)

    assert (result.returncode, result.stderr[: len(url)]) == (1, url)
