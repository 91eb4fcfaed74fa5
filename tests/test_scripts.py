"""The scripts, in a copy of their folder that needs no network."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.message.submitting import comes_true

SCRIPTS = Path(__file__).resolve().parent.parent / "script"
LOCKS = ("requirements.txt", "requirements-otel.txt", "requirements-dev.txt")
DATABASES = ("sqlite", "postgresql")


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
    (project / ".venv/installed").write_text("4294967295 0;" * len(LOCKS))
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


@pytest.mark.parametrize("script", ["setup", "server", "bench", "hybrid"])
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


# In place of the tests: they print what they are told, wait for each other, and take their time to end.
PLAYED = """
import signal, sys, time
from pathlib import Path

def end(*_):
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    time.sleep(0.4 * Path(database + ".is-slow").exists())
    Path(database + ".ended").touch()
    sys.exit(2)

database = sys.argv[1].removeprefix("--database=")
for each in (signal.SIGINT, signal.SIGTERM):
    signal.signal(each, end)
print(*sys.argv[1:])
Path(database).touch()
for _ in range(1000):
    if all(Path(name).exists() for name in ("sqlite", "postgresql", "go")):
        sys.exit(3 * Path(database + ".fails").exists())
    time.sleep(0.01)
sys.exit("alone")
"""


@pytest.mark.parametrize("failing", DATABASES)
def test_tests_on_both_databases_have_to_pass(project: Path, failing: str) -> None:
    (project / "pytest.py").write_text(PLAYED)
    (project / "go").touch()
    passed = run(project / "script/test", "-k", "a name")
    (project / f"{failing}.fails").touch()

    failed = run(project / "script/test", "-k", "a name")

    assert (passed.returncode, failed.returncode, passed.stdout) == (0, 3, failed.stdout)
    assert all(passed.stdout.count(f"\n--database={database} -k a name\n") == 1 for database in DATABASES)


@pytest.mark.parametrize("slow", DATABASES)
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_tests_told_to_end_do_so_on_both_databases(project: Path, told: signal.Signals, slow: str) -> None:
    (project / "pytest.py").write_text(PLAYED)
    (project / f"{slow}.is-slow").touch()
    with subprocess.Popen([project / "script/test"], stdout=subprocess.DEVNULL, start_new_session=True) as process:
        assert comes_true(lambda: all((project / database).exists() for database in DATABASES))

        os.killpg(process.pid, told)

    assert process.returncode == 130
    assert all((project / f"{database}.ended").exists() for database in DATABASES)
