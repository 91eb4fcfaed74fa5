"""The scripts, in a copy of their folder that needs no network."""

import os
import shutil
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "script"
LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder with spaces, whose packages are installed according to its stamp."""
    project = tmp_path / "an arena"
    shutil.copytree(SCRIPTS, project / "script")
    for lock in LOCKS:
        (project / lock).touch()
    python = project / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    (project / ".venv/installed").write_text("4294967295 0;4294967295 0;")
    return project


def run(script: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run([script, *arguments], env=environment, capture_output=True, text=True, check=False)


def read_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_setup_makes_the_secret_once_and_for_its_owner_alone(project: Path) -> None:
    first = run(project / "script/setup")
    secret = (project / "data/secret_key").read_text()
    second = run(project / "script/setup", "--dev")

    assert (first.returncode, first.stderr, second.stdout) == (0, "", "")
    assert len(secret) > 50
    assert secret == (project / "data/secret_key").read_text()
    assert (read_mode(project / "data"), read_mode(project / "data/secret_key")) == (0o700, 0o600)


def test_setup_makes_no_secret_beside_the_operators_own(project: Path) -> None:
    run(project / "script/setup", SECRET_KEY="mine", ARENA_DATA=str(project / "elsewhere"))

    assert list((project / "elsewhere").iterdir()) == []
    assert not (project / "data").exists()


def test_setup_without_a_python_says_what_is_needed(project: Path, tmp_path: Path) -> None:
    shutil.rmtree(project / ".venv")
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("cat", "cksum", "dirname", "sh"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)

    result = run(project / "script/setup", PATH=str(tools))

    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11 or newer is needed")


@pytest.mark.parametrize("script", ["setup", "server", "bench"])
def test_an_unknown_argument_is_answered_with_the_usage(project: Path, script: str) -> None:
    result = run(project / "script" / script, "--nonsense")

    assert result.returncode == 2
    assert "usage:" in result.stderr


def test_server_explains_itself(project: Path) -> None:
    result = run(project / "script/server", "--help")

    assert (result.returncode, result.stderr) == (0, "")
    assert "--staff EMAIL" in result.stdout


def test_server_names_a_port_that_is_taken(project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(project / "script/server", PORT=port)

    assert result.returncode == 1
    assert result.stderr.startswith(f"Port {port} is taken by another program.")


@pytest.mark.parametrize("port", ["many", "70000", "0"])
def test_server_refuses_a_port_that_is_none(project: Path, port: str) -> None:
    result = run(project / "script/server", PORT=port)

    assert result.returncode == 1
    assert result.stderr.startswith(f"HOST=127.0.0.1 PORT={port} is no place to listen")
