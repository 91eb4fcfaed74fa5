"""A small deployment: workers on one database, their provider, and the people who use it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from tests.faults import invariants, people
from tests.faults.calling import Door
from tests.faults.clients import Doors
from tests.faults.databases import Database, read_live, read_messages
from tests.faults.histories import Talk
from tests.faults.invariants import Evidence
from tests.faults.nginx import Nginx
from tests.faults.people import Person
from tests.faults.voices import Simulator
from tests.faults.workers import Worker

PEOPLE = 4
# Sessions are opened in peace: the faults come later.
AT_ONCE = 6
LOOK_SECONDS = 0.1
SETTLING_SECONDS = 30.0


class Stage:
    def __init__(
        self, folder: Path, database: Database, simulator: Simulator, *, workers: int, **environment: str
    ) -> None:
        self.folder = folder
        self.database = database
        self.simulator = simulator
        self.environment = environment
        self.people: list[Person] = []
        self.workers = [self.make_worker(name) for name in "abcdefgh"[:workers]]

    def make_worker(self, name: str, **environment: str) -> Worker:
        """Periodic work is done so often that it meets every fault."""
        shared = {"DATABASE_URL": self.database.url, "ARENA_THROTTLES": "off", "ARENA_TICK_SECONDS": "3"}
        return Worker(name, folder=self.folder, **shared | self.environment | environment)

    async def open(self) -> None:
        for worker in self.workers:
            worker.start()
        await self.wait_until_ready()
        door = self.workers[0].door
        makers = [people.make_account, people.make_guest] * (PEOPLE // 2)
        self.people = await asyncio.gather(*[make(door) for make in makers])

    async def heal(self) -> None:
        """Whatever became of it, everybody is there again."""
        for worker in self.workers:
            if worker.is_running:
                worker.thaw()
            else:
                worker.start()
        await self.wait_until_ready()

    async def wait_until_ready(self) -> None:
        await asyncio.gather(*[worker.wait_until_ready() for worker in self.workers])

    def close(self) -> None:
        for worker in self.workers:
            if worker.is_running:
                worker.kill()

    async def prepare(self, dice: Random, count: int, *, door: Door | None = None, **options: Any) -> list[Talk]:
        """So many questions, which nobody has asked yet."""
        door = door or self.workers[0].door
        few = asyncio.Semaphore(AT_ONCE)

        async def prepare_one(person: Person, own: Random) -> Talk:
            async with few:
                return await person.prepare(door, own, **options)

        chosen = [(dice.choice(self.people), Random(dice.random())) for _ in range(count)]
        return await asyncio.gather(*[prepare_one(person, own) for person, own in chosen])

    def doors(self, first: Worker) -> Doors:
        """There first, then at the others."""
        others = [worker for worker in self.workers if worker is not first]
        return Doors(first.door, *[worker.door for worker in others])

    @asynccontextmanager
    async def nginx(self) -> AsyncIterator[Nginx]:
        nginx = Nginx([worker.port for worker in self.workers], folder=self.folder)
        try:
            await nginx.open()
            yield nginx
        finally:
            if nginx.is_running:
                nginx.kill()

    async def read_live(self) -> set[UUID]:
        return await asyncio.to_thread(read_live, self.database)

    async def watch_live(self, talks: Sequence[Talk], since: float) -> list[float]:
        """How long after that moment each of their runs is still live."""
        left = {UUID(talk.run) for talk in talks if talk.run}
        seconds: list[float] = []
        while left and time.monotonic() - since < SETTLING_SECONDS:
            over = left - await self.read_live()
            seconds += [time.monotonic() - since] * len(over)
            left -= over
            await asyncio.sleep(LOOK_SECONDS)
        return seconds + [time.monotonic() - since] * len(left)

    async def gather_evidence(self) -> Evidence:
        """Once nothing is live any more, or should not be."""
        end = time.monotonic() + SETTLING_SECONDS
        while (live := await self.read_live()) and time.monotonic() < end:  # noqa: ASYNC110 -- nor does a row
            await asyncio.sleep(LOOK_SECONDS)
        rows = await asyncio.to_thread(read_messages, self.database)
        return Evidence(rows, live, await self.simulator.calls())

    async def complain(self, talks: Sequence[Talk]) -> list[str]:
        return invariants.complain(talks, await self.gather_evidence())

    def read_logs(self) -> str:
        return "\n".join(f"Worker {worker.name}:\n{worker.read_log()}" for worker in self.workers)


# Makes one that is taken down with the test.
Builder = Callable[..., Stage]
