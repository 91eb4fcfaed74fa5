"""What a word costs the process of a server: CPU, by its own clock."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from bench.runs import Stage
from bench.staging.hearing import Ear

# After a change, before it counts.
SETTLING_SECONDS = 0.2
LETTERS = len("word ")


class Mark(NamedTuple):
    cpu: float
    words: int


class Gauge:
    """Of a server all of whose streams are heard by these, and say `word ` again and again."""

    def __init__(self, stage: Stage, ears: Sequence[Ear]) -> None:
        # The number that clock_getcpuclockid(3) has for the process.
        self.clock = ~stage.server.process.pid << 3 | 2
        self.ears = ears

    async def measure(self, seconds: float) -> float:
        """Microseconds a word."""
        await asyncio.sleep(SETTLING_SECONDS)
        begin = self._mark()
        await asyncio.sleep(seconds)
        end = self._mark()
        return (end.cpu - begin.cpu) / (end.words - begin.words) * 1e6

    def _mark(self) -> Mark:
        letters = sum(len(text) for ear in self.ears for text in ear.texts.values())
        return Mark(time.clock_gettime(self.clock), letters // LETTERS)
