"""How late the event loop is: what it should have done a moment ago, and everybody waits for."""

import asyncio
import time
from collections import deque

# How often it is looked, and how long the worst of it is remembered: longer than from one scrape to the next.
LOOK_SECONDS = 0.25
REMEMBERED_SECONDS = 30.0


class Lag:
    def __init__(self) -> None:
        self.looks: deque[float] = deque([0.0], maxlen=round(REMEMBERED_SECONDS / LOOK_SECONDS))
        self.due: float | None = None

    async def watch(self) -> None:
        """As long as the process serves."""
        while True:
            self.due = time.monotonic() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            self.looks.append(self.overdue)

    @property
    def overdue(self) -> float:
        return 0.0 if self.due is None else max(0.0, time.monotonic() - self.due)

    @property
    def current(self) -> float:
        """Of the last look, or of the one that should have been."""
        return max(self.looks[-1], self.overdue)

    @property
    def worst(self) -> float:
        return max(*self.looks, self.current)


lag = Lag()
