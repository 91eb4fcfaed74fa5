"""Buckets of allowances that refill with time: what is taken from them, and how they stand. Those of one process."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.rates import Rate

# Names remembered by one process; the longest unused is forgotten first, and it was full again long ago.
MAX_NAMES = 100_000
# Of an allowance: sums of seconds are not exact.
SLACK = 0.01


@dataclass(frozen=True, slots=True)
class Want:
    """So many allowances of one bucket; never more than it holds, or they would never be there."""

    name: str
    rate: Rate
    count: int = 1

    @property
    def seconds(self) -> float:
        return min(self.count, self.rate.burst) * self.rate.seconds

    @property
    def room(self) -> float:
        """How many seconds the bucket takes to fill."""
        return (self.rate.burst + SLACK) * self.rate.seconds

    def look(self, missing: float) -> "Level":
        """What becomes of a bucket that was so many seconds from full."""
        after = missing + self.seconds
        wait = after - self.rate.burst * self.rate.seconds
        return Level(self.rate, after) if after <= self.room else Level(self.rate, missing, wait)


@dataclass(frozen=True, slots=True)
class Level:
    """How a bucket stands: seconds until it is full, and until there is in it what was wanted."""

    rate: Rate
    missing: float
    wait: float = 0.0

    @property
    def left(self) -> int:
        return max(0, int(self.rate.burst - self.missing / self.rate.seconds + SLACK))


class Store(Protocol):
    def take(self, wants: Sequence[Want]) -> list[Level]:
        """All or nothing: as long as one of them has to be waited for, none is taken."""

    def give_back(self, wants: Sequence[Want]) -> None: ...


class Buckets:
    """The lock makes taking atomic: of simultaneous requests exactly the allowed ones pass."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # When a bucket will be full again tells how much is missing from it now.
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, wants: Sequence[Want]) -> list[Level]:
        with self._lock:
            now = self._clock()
            levels = [want.look(max(self._full_at.get(want.name, now) - now, 0.0)) for want in wants]
            if not any(level.wait for level in levels):
                for want, level in zip(wants, levels, strict=True):
                    self._keep(want.name, now + level.missing)
            return levels

    def give_back(self, wants: Sequence[Want]) -> None:
        with self._lock:
            for want in wants:
                if want.name in self._full_at:
                    self._full_at[want.name] -= want.seconds

    def _keep(self, name: str, full_at: float) -> None:
        self._full_at[name] = full_at
        self._full_at.move_to_end(name)
        if len(self._full_at) > MAX_NAMES:
            self._full_at.popitem(last=False)
