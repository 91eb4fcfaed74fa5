"""A process of the stack: it says its lines under its name, and is told to end as its container would be."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from hybrid.composition import Service

BOUND = Path(__file__).with_name("bound.py")
PAUSE_SECONDS = 0.1
START_SECONDS = 90.0
REST_SECONDS, MOST_REST_SECONDS = 0.5, 30.0

Say = Callable[[str, str], None]


class Failed(Exception):
    """A process did not become what others wait for."""


class Process:
    def __init__(
        self, service: Service, *, folder: Path, environment: Mapping[str, str], say: Say, attempt: int = 0
    ) -> None:
        self.service = service
        self.attempt = attempt
        self.began = time.monotonic()
        self.folder = folder
        self.environment = {**environment, **service.environment}
        self.say = say
        self.running = subprocess.Popen(
            [sys.executable, "-I", "-S", str(BOUND), str(os.getpid()), *service.command],
            cwd=folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is told to us, and by us to them
        )
        self.teller = threading.Thread(target=self._tell, daemon=True)
        self.teller.start()

    def _tell(self) -> None:
        assert self.running.stdout
        with self.running.stdout as lines:
            for line in lines:
                self.say(self.service.name, line.decode(errors="replace").rstrip("\n"))

    def wait_until(self, condition: str) -> None:
        is_true = CONDITIONS[condition]
        end = time.monotonic() + START_SECONDS
        while not is_true(self):
            # What ended meanwhile may have ended well.
            if self.is_over and not is_true(self):
                raise Failed(f"{self.service.name} has ended; it says why above.")
            if time.monotonic() > end:
                raise Failed(f"{self.service.name} was not well within {START_SECONDS:.0f} s.")
            time.sleep(PAUSE_SECONDS)

    @property
    def is_over(self) -> bool:
        return self.running.poll() is not None

    @property
    def is_done(self) -> bool:
        return self.is_over and self.running.returncode == 0

    @property
    def is_well(self) -> bool:
        if self.is_over or not self.service.health:
            return not self.is_over
        try:
            subprocess.run(
                self.service.health,
                cwd=self.folder,
                env=self.environment,
                capture_output=True,
                timeout=self.service.health_seconds,
                check=True,
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return False
        # Somebody else may have answered in its place.
        return not self.is_over

    @property
    def is_due(self) -> bool:
        """To be started again: the sooner it ended, and the more often, the later."""
        rest = min(MOST_REST_SECONDS, REST_SECONDS * 2**self.attempt)
        return self.is_over and time.monotonic() >= self.began + rest

    @property
    def next_attempt(self) -> int:
        return self.attempt + 1 if time.monotonic() < self.began + MOST_REST_SECONDS else 0

    def is_ending(self, *, since: float) -> bool:
        """It has been told then, and has its time."""
        return not self.is_over and time.monotonic() < since + self.service.stop_seconds

    def begin_to_stop(self) -> None:
        if not self.is_over:
            self.running.send_signal(signal.Signals[self.service.stop_signal])

    def stop(self, seconds: float) -> None:
        """It has been told; whoever does not listen is killed, with all it has started."""
        try:
            self.running.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            self.say(self.service.name, "did not end in time and is killed")
        self.kill()

    def kill(self) -> None:
        """Also what outlived it: workers whose master is gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.teller.join(1.0)


CONDITIONS: Mapping[str, Callable[[Process], bool]] = {
    "service_started": lambda process: True,
    "service_healthy": lambda process: process.is_well,
    "service_completed_successfully": lambda process: process.is_done,
}
