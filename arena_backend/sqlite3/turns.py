"""Who writes next: whoever waits longest. SQLite lets a writer look again ever less often, until it is too late."""

import threading
from collections import deque


class Turns:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self, *, seconds: float) -> bool:
        """Whether it came to one's turn in that time."""
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        return called.wait(seconds) or not self._leave(called)

    def pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False

    def _leave(self, called: threading.Event) -> bool:
        """Unless it was called in this very moment."""
        with self._lock:
            if called.is_set():
                return False
            self._waiting.remove(called)
            return True
