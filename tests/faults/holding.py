"""Changes to this machine that are taken back even if the suite is killed: each is held by a program of its own, which
undoes it when nobody holds its standard input any more."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY = "ready"


class NotAllowed(Exception):
    """The machine does not let us."""


@contextmanager
def hold(program: str, *arguments: str) -> Iterator[None]:
    """While tests.faults.PROGRAM runs with these."""
    process = subprocess.Popen(
        [*_as_root(program), sys.executable, "-m", f"tests.faults.{program}", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C is for the suite; this one hears of its end
    )
    try:
        assert process.stdout
        said = process.stdout.readline().strip()
        if said != READY:
            raise NotAllowed(said)
        yield
    finally:
        process.communicate()


def _as_root(program: str) -> list[str]:
    return ["sudo", "-n"] if program == "mounting" and os.geteuid() else []


def until_let_go() -> None:
    print(READY, flush=True)  # noqa: T201 -- what the suite waits for
    sys.stdin.read()
