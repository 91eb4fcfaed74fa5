"""When a model is left alone for a while: after five faults in a row within half a minute; then one call tries it."""

from __future__ import annotations

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
    # It has rested; the next call, and only one, tries it.
    HALF_OPEN = "half_open"
    OPEN = "open"


class Breaker:
    def __init__(self) -> None:
        self.faults: deque[float] = deque(maxlen=FAULTS)
        self.opened_at: float | None = None
        # The call that tries it.
        self.trial: Admission | None = None

    @property
    def state(self) -> State:
        if self.opened_at is None:
            return State.CLOSED
        return State.HALF_OPEN if time.monotonic() >= self.opened_at + REST_SECONDS else State.OPEN

    def admit(self) -> Admission:
        admission, state = Admission(self), self.state
        if state is State.OPEN or (state is State.HALF_OPEN and self.trial):
            raise BreakerOpen(retry_after=self._rest())
        if state is State.HALF_OPEN:
            self.trial = admission
        return admission

    def close(self) -> None:
        self.faults.clear()
        self.opened_at = None

    def rest(self) -> None:
        """From now on, whatever its faults."""
        self.opened_at = time.monotonic()

    def count(self, *, was_trial: bool) -> None:
        """One more fault."""
        now = time.monotonic()
        self.faults.append(now)
        if was_trial or (len(self.faults) == FAULTS and now - self.faults[0] <= WINDOW_SECONDS):
            self.rest()

    def _rest(self) -> float:
        return max(0.0, (self.opened_at or 0.0) + REST_SECONDS - time.monotonic())


class Admission:
    """One call that was let through. Only the trial itself decides what a trial showed."""

    def __init__(self, breaker: Breaker) -> None:
        self.breaker = breaker

    @contextmanager
    def judging(self) -> Iterator[None]:
        """Whatever ends the call early is noted. What speaks against the question or our key says nothing."""
        try:
            yield
        except ProviderError as error:
            was_trial = self._release()
            if error.is_fault:
                self.breaker.count(was_trial=was_trial)
            raise
        except BaseException:
            self._release()
            raise

    def speak(self) -> None:
        """It says something: nobody needs to wait for the end of a trial."""
        if self._release():
            self.breaker.close()

    def succeed(self) -> None:
        self._release()
        self.breaker.close()

    def _release(self) -> bool:
        """Whether it was the trial until now."""
        was_trial = self.breaker.trial is self
        if was_trial:
            self.breaker.trial = None
        return was_trial
