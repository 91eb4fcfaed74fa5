"""What script/hybrid finds on a machine: where it may listen, what is missing, what the dead have left."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hybrid.surroundings import HERE, Missing, check_tools, find_port, make_environment
from hybrid.up import remove_folders_of_the_dead


@pytest.mark.parametrize("port", ["abc", "99999", "-1", "٣"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(Missing, match=f"PORT={port} is no place to listen"):
        find_port(HERE, port)


def test_a_port_that_is_taken_is_refused() -> None:
    with socket.create_server((HERE, 0)) as taken, pytest.raises(Missing, match="in use"):
        find_port(HERE, str(taken.getsockname()[1]))


def test_a_host_that_is_none_of_ours_is_refused() -> None:
    with pytest.raises(Missing, match=r"HOST=192\.0\.2\.77"):
        find_port("192.0.2.77", "0")


def test_any_free_port_may_be_asked_for() -> None:
    assert 0 < find_port(HERE, "0") < 65536


def test_missing_programs_are_named_with_what_helps(tmp_path: Path) -> None:
    with pytest.raises(Missing, match="apt install nginx curl"):
        check_tools({"PATH": str(tmp_path)})


def test_programs_of_the_environment_come_first() -> None:
    assert make_environment()["PATH"].startswith(f"{Path(sys.executable).parent}{os.pathsep}")


def test_folders_of_the_dead_are_removed_and_those_of_the_living_stay() -> None:
    with subprocess.Popen(["true"]) as dead:
        pass
    gone, own = [Path(f"/tmp/arena-hybrid-{pid}-of-a-test") for pid in (dead.pid, os.getpid())]
    for folder in (gone, own):
        folder.mkdir()

    remove_folders_of_the_dead()

    assert (gone.exists(), own.exists()) == (False, True)
    own.rmdir()
