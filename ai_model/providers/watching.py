"""How long a provider is waited for, at the price of one timer for an answer instead of one for each of its packets."""

import asyncio
from dataclasses import dataclass
from types import TracebackType

from ai_model.providers.errors import Endless, NoFirstByte, ProviderError, Silent


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds. Any byte ends a silence, a keep-alive too; the wall stands whatever is said."""

    first_byte: float = 60.0
    silence: float = 30.0
    wall: float = 600.0


PATIENCE = Patience()
# For models that think before they speak.
LONG_PATIENCE = Patience(first_byte=300.0, silence=120.0, wall=1800.0)
# An answer has ended; what may still come is its usage.
LINGER_SECONDS = 5.0


class Watch:
    """`with watch: await …` ends a wait that takes too long. The timer is not moved by each wait: it looks after the
    latest one when it rings."""

    def __init__(self, patience: Patience) -> None:
        self.loop = asyncio.get_running_loop()
        self.patience = patience
        self.allowed = patience.first_byte
        self.lateness: type[ProviderError] = NoFirstByte
        self.wall = self.last_wall = self.loop.time() + patience.wall
        self.since = self.loop.time()
        self.task: asyncio.Task[object] | None = None
        self.cancelling = 0
        self.is_late = False
        self.timer = self.loop.call_at(self._due(), self._look)

    def has_heard(self) -> None:
        """The first byte has come."""
        self.lateness = Silent
        self.allow(self.patience.silence)

    def allow(self, seconds: float) -> None:
        """From now on, a wait may last so long."""
        if seconds != self.allowed:
            self.allowed, self.since = seconds, self.loop.time()
            self._set_timer()

    def end_within(self, seconds: float) -> None:
        """From now on, all waits together may last so long."""
        self.wall = min(self.last_wall, self.loop.time() + seconds)
        self._set_timer()

    def _set_timer(self) -> None:
        self.timer.cancel()
        self.timer = self.loop.call_at(self._due(), self._look)

    def stop(self) -> None:
        self.timer.cancel()

    def __enter__(self) -> None:
        self.since = self.loop.time()
        self.task = asyncio.current_task()
        self.cancelling = self.task.cancelling() if self.task else 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        task, self.task = self.task, None
        if not self.is_late or task is None:
            return
        self.is_late = False
        # Somebody else may have cancelled it too; then it is theirs.
        if task.uncancel() <= self.cancelling and kind is asyncio.CancelledError:
            raise (Endless if self.loop.time() >= self.wall else self.lateness) from error

    def _due(self) -> float:
        return min(self.since + self.allowed, self.wall)

    def _look(self) -> None:
        now = self.loop.time()
        if self.task is None:
            # Nobody waits: whoever listens is busy with what came.
            self.timer = self.loop.call_at(now + self.allowed, self._look)
        elif now < self._due():
            self.timer = self.loop.call_at(self._due(), self._look)
        else:
            self.is_late = True
            self.task.cancel()
