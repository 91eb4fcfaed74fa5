"""When a model is left alone for a while: after five faults within half a minute, and then one call tries it again."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from ai_model.providers.errors import BreakerOpen, ProviderError

FAULTS = 5
WINDOW_SECONDS = 30.0
REST_SECONDS = 30.0


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    # It has rested; the next call, and only one, tries it.
    HALF_OPEN = "half_open"


class Breaker:
    """Between `admit` and one of `succeed`, `note` and `withdraw` lies a call."""

    def __init__(self) -> None:
        self.faults: deque[float] = deque(maxlen=FAULTS)
        self.opened_at: float | None = None
        self.is_tried = False

    @property
    def state(self) -> State:
        if self.opened_at is None:
            return State.CLOSED
        return State.HALF_OPEN if time.monotonic() >= self.opened_at + REST_SECONDS else State.OPEN

    def admit(self) -> None:
        state = self.state
        if state is State.OPEN or (state is State.HALF_OPEN and self.is_tried):
            raise BreakerOpen(retry_after=self._rest())
        self.is_tried = state is State.HALF_OPEN

    @contextmanager
    def judging(self) -> Iterator[None]:
        """Whatever ends a call early is noted."""
        try:
            yield
        except ProviderError as error:
            self.note(error)
            raise
        except BaseException:
            self.withdraw()
            raise

    def succeed(self) -> None:
        self.faults.clear()
        self.opened_at = None
        self.is_tried = False

    def note(self, error: ProviderError) -> None:
        """What speaks against the question or our key says nothing about the provider."""
        if not error.is_fault:
            self.withdraw()
            return
        now = time.monotonic()
        self.faults.append(now)
        if self.is_tried or (len(self.faults) == FAULTS and now - self.faults[0] <= WINDOW_SECONDS):
            self.opened_at = now
        self.is_tried = False

    def withdraw(self) -> None:
        """The call came to nothing, neither good nor bad."""
        self.is_tried = False

    def _rest(self) -> float:
        return max(0.0, (self.opened_at or 0.0) + REST_SECONDS - time.monotonic())
