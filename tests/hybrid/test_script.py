"""script/hybrid as an operator starts it, with a PostgreSQL of its own, and ends it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from tests.message.submitting import comes_true

OPERATORS_OWN = ("DATABASE_URL", "ARENA_TICK_SECONDS")
LASTING = {"wsgi", "asgi1", "asgi2", "scheduler", "nginx"}
START_SECONDS = 60


class Started:
    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    def read(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def url(self) -> str:
        return re.findall(r"Arena on (\S+)\n", self.read())[0]

    @property
    def pids(self) -> dict[str, int]:
        return {name: int(pid) for name, pid in re.findall(r"(\w+) is process (\d+)", self.read())}

    def is_up(self) -> bool:
        return self.process.poll() is not None or "Arena on " in self.read()

    @property
    def folders(self) -> list[Path]:
        return list(Path("/tmp").glob(f"arena-hybrid-{self.process.pid}-*"))

    @property
    def leftovers(self) -> list[str]:
        """Of its processes; PostgreSQL and nginx are known by its folder."""
        own = [name for name, pid in self.pids.items() if Path(f"/proc/{pid}").exists()]
        commands = map(read_command, Path("/proc").glob("[0-9]*"))
        return own + [name for name in commands if f"arena-hybrid-{self.process.pid}-" in name]


def read_command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


@contextmanager
def start_script(log: Path) -> Iterator[Started]:
    environment = {name: value for name, value in os.environ.items() if name not in OPERATORS_OWN}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "hybrid"],
            cwd=settings.BASE_DIR,
            env=environment | {"PORT": "0"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    started = Started(process, log)
    try:
        assert comes_true(started.is_up, seconds=START_SECONDS), started.read()
        assert process.poll() is None, started.read()
        yield started
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("script") / "hybrid.log"


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_serves_and_told_to_end_leaves_nothing(told: signal.Signals, log: Path) -> None:
    with start_script(log) as started:
        models = httpx.get(f"{started.url}/api/models/", trust_env=False).json()
        processes = started.pids.keys()
        started.process.send_signal(told)
        code = started.process.wait(30)

    assert models[0]["name"] == "demo/swift"
    assert processes == LASTING
    assert (code, started.leftovers, started.folders) == (0, [], [])
    assert started.read().endswith("nothing is left\n")


def test_one_that_ends_is_started_again_and_so_are_streaming_ones_on_request(log: Path) -> None:
    with start_script(log) as started:
        os.kill(started.pids["scheduler"], signal.SIGKILL)
        is_back = comes_true(lambda: "scheduler | ended with code -9 and is started again" in started.read())
        started.process.send_signal(signal.SIGUSR1)
        are_back = comes_true(lambda: started.read().count("Application startup complete") == 4, seconds=30)
        answer = httpx.get(f"{started.url}/ready/", trust_env=False)
        started.process.terminate()
        started.process.wait(30)

    assert (is_back, are_back, answer.status_code) == (True, True, 200)
    assert (started.leftovers, started.folders) == ([], [])


def test_killed_it_takes_all_of_them_along(log: Path) -> None:
    with start_script(log) as started:
        started.process.kill()
        started.process.wait()

        assert comes_true(lambda: not [name for name in started.leftovers if not name.startswith("arena-")], seconds=30)
