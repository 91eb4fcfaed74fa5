"""What clients hear of runs in the format `lines`, and when."""

import asyncio
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import itemgetter

import orjson

from bench.runs import Stage

BEGINNING = b'm:{"run"'
REFUSED = (b"HTTP/1.1 4", b"HTTP/1.1 5")
AT_ONCE = 4


class Ear:
    """Of one client."""

    def __init__(self) -> None:
        self.run = ""
        self.texts: defaultdict[str, str] = defaultdict(str)
        # By side: a position, and the moment when all before it had been heard.
        self.reached: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        self.ended: dict[str, float] = {}
        self.faults: list[bytes] = []
        self.has_begun = asyncio.Event()
        self.has_spoken = asyncio.Event()

    def hear(self, line: bytes) -> None:
        now, side = time.monotonic(), line[:1].decode()
        if line[1:3] == b"0:":
            self.texts[side] += orjson.loads(line[3:])["content"]
            self.reached[side].append((len(self.texts[side]), now))
            self.has_spoken.set()
        elif line[1:3] == b"d:":
            self.ended[side] = now
            self.faults += [line] if b'"error"' in line else []
        elif line.startswith(BEGINNING):
            self.run = orjson.loads(line[2:])["run"]
            self.has_begun.set()
        elif line.startswith((*REFUSED, b"m:")):
            self.faults.append(line)

    @property
    def spoke_at(self) -> float:
        """When each side had begun to speak."""
        return max(reached[0][1] for reached in self.reached.values())

    @property
    def is_live(self) -> bool:
        return bool(self.run) and not self.ended

    @property
    def is_well(self) -> bool:
        """All sides have spoken and come to a good end."""
        return bool(self.ended) and self.ended.keys() == self.texts.keys() and not self.faults


async def listen(stage: Stage, request: bytes, hear: Callable[[bytes], object]) -> None:
    async with stage.connect(request) as reader:
        async for line in reader:
            hear(line)


async def ask(stage: Stage, request: bytes, ear: Ear) -> None:
    try:
        await listen(stage, request, ear.hear)
    finally:
        # Whoever waits for them would wait in vain.
        ear.has_begun.set()
        ear.has_spoken.set()


async def ask_all(asked: Iterable[tuple[Stage, bytes, Ear]]) -> None:
    """To their ends; a few questions at a time, as who asks is not what is measured."""
    asking = asyncio.Semaphore(AT_ONCE)

    async def ask_one(stage: Stage, request: bytes, ear: Ear) -> None:
        async with asking:
            hearing = asyncio.create_task(ask(stage, request, ear))
            await ear.has_begun.wait()
        await hearing

    await asyncio.gather(*(ask_one(*each) for each in asked))


async def wait_until_live(ears: Collection[Ear]) -> None:
    await asyncio.gather(*(ear.has_spoken.wait() for ear in ears))
    if not all(ear.is_live for ear in ears):
        raise RuntimeError("Some were refused or have ended: the machine is too busy.")


async def follow(stage: Stage, asked: Ear, ear: Ear) -> None:
    """From the start, as soon as there is one."""
    await asked.has_begun.wait()
    if asked.run:
        await listen(stage, stage.write("GET", f"/api/runs/{asked.run}/stream/", b""), ear.hear)


def find_lateness(first: Ear, second: Ear) -> Iterator[tuple[float, float]]:
    """For each position at which the first one stood: when, and how much later the second stood there or further on."""
    for side, reached in first.reached.items():
        places = second.reached[side]
        for position, moment in reached:
            yield moment, places[bisect_left(places, position, key=itemgetter(0))][1] - moment
