"""Programs of the suite's own: each dies with the suite, however that ends, and can be killed, frozen, told to end."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

# The kernel's promise, for a suite that is killed itself.
DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--")
TAIL_BYTES = 6 * 1024


class Program:
    """Started again, it goes on writing to the same log."""

    def __init__(self, command: Sequence[str], *, log: Path, **environment: str) -> None:
        self.command = [*DIES_WITH_US, *command]
        self.log = log
        self.environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """From the main thread: what another one starts dies with that thread."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=settings.BASE_DIR,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the suite
            )

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def code(self) -> int | None:
        return self.process.poll() if self.process else None

    def send(self, number: signal.Signals) -> float:
        """When it was sent."""
        assert self.process
        self.process.send_signal(number)
        return time.monotonic()

    def kill(self) -> float:
        at = self.send(signal.SIGKILL)
        assert self.process
        self.process.wait()
        return at

    def freeze(self) -> float:
        return self.send(signal.SIGSTOP)

    def thaw(self) -> float:
        return self.send(signal.SIGCONT)

    def terminate(self) -> float:
        return self.send(signal.SIGTERM)

    async def ended(self, seconds: float) -> bool:
        """Whether it ends by itself in time."""
        end = time.monotonic() + seconds
        while self.is_running and time.monotonic() < end:  # noqa: ASYNC110 -- a process rings no bell
            await asyncio.sleep(0.02)
        return not self.is_running

    def read_log(self) -> str:
        return self.log.read_bytes()[-TAIL_BYTES:].decode(errors="replace")
