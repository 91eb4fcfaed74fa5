"""Stops a program with all it has started, until it is let go: python -m tests.faults.pausing PID"""

import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from tests.faults.holding import until_let_go


def main(first: int) -> None:
    stopped: list[int] = []
    try:
        stop(first, stopped)
        until_let_go()
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


def stop(pid: int, stopped: list[int]) -> None:
    """Who is stopped starts no others, so its children are counted after it; some of them may just have ended."""
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(pid, signal.SIGSTOP)
        stopped.append(pid)
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            stop(int(child), stopped)


if __name__ == "__main__":
    main(int(sys.argv[1]))
