"""How often somebody may do something: buckets of allowances that refill with time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from api.refusals import Code, Refusal

# Names remembered by one process; the longest unused is forgotten first, and it was full again long ago.
MAX_NAMES = 100_000


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one every `seconds`."""

    burst: int
    seconds: float


class Buckets:
    """One bucket a name. The lock makes taking atomic: of simultaneous requests exactly the allowed ones pass."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self.rate = rate
        self._clock = clock
        self._lock = threading.Lock()
        # When a bucket will be full again tells how much is missing from it now.
        self._full_at: OrderedDict[str, float] = OrderedDict()

    def take(self, name: str) -> float:
        """0 when there was an allowance, else the seconds until there is one."""
        with self._lock:
            now = self._clock()
            full_at = max(self._full_at.get(name, now), now) + self.rate.seconds
            wait = full_at - now - self.rate.burst * self.rate.seconds
            if wait > 0:
                return wait
            self._full_at[name] = full_at
            self._full_at.move_to_end(name)
            if len(self._full_at) > MAX_NAMES:
                self._full_at.popitem(last=False)
            return 0

    def demand(self, name: str) -> None:
        if settings.ARENA_THROTTLES and (wait := self.take(name)):
            raise Refusal(Code.THROTTLED, retry_after=wait)

    def give_back(self, name: str) -> None:
        with self._lock:
            if name in self._full_at:
                self._full_at[name] -= self.rate.seconds
