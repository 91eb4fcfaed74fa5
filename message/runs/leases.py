"""How a process keeps its place among the workers: it counts, it looks who does not, and it lets go of what it lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import Error

from ai_model.models import AIModel
from ai_model.providers import calling
from ai_model.providers.breaking import REST_SECONDS
from ai_model.providers.calling import Spot
from api import database
from message.models import Run
from message.presence import BEAT_SECONDS, presence
from message.runs.registry import Registry
from message.runs.sweeping import find_deadly, find_left_behind, sweep
from usage.rates import rates

logger = logging.getLogger(__name__)

START_SECONDS = 15.0
END_SECONDS = 2.0
# Many runs may have been left behind.
SWEEP_SECONDS = 60.0


class Leases:
    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.tasks: list[asyncio.Task[None]] = []
        # Models that workers crash with, and the last of those crashes.
        self.deadly: dict[Spot, datetime] = {}
        # Models that rest here, as their rows know.
        self.resting: set[str] = set()

    async def begin(self) -> None:
        await database.hop(presence.begin, seconds=START_SECONDS)
        await database.hop(rates.recall, seconds=START_SECONDS)
        self.tasks = [asyncio.create_task(_keep(work)) for work in (self._beat, self._sweep)]

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        for task in self.tasks:
            with suppress(asyncio.CancelledError):
                await task
        try:
            # Behind a beat that may still be under way.
            await asyncio.wait_for(database.write(presence.end), END_SECONDS)
        except (Error, TimeoutError):
            logger.warning("the database does not know that this worker has ended")

    async def _beat(self) -> None:
        """What is wiped, or was ended by others because they missed us, is not spoken on. What nobody here speaks in,
        though its row says so, was begun by a commit whose answer was lost."""
        # Threads add to the registry meanwhile; a list is made in one step.
        known, begun = dict(self.registry.started), list(self.registry.runs)
        live = await database.write(beat)
        await self._tell_resting()
        for run in known.keys() - live:
            known[run].interrupt()
        if lost := live.difference(begun, list(self.registry.runs)):
            await database.hop(partial(sweep, list(lost)), seconds=SWEEP_SECONDS)

    async def _tell_resting(self) -> None:
        """Battles are drawn in other processes too."""
        resting = calling.current().resting
        if tired := resting - self.resting:
            await database.write(partial(AIModel.objects.let_rest, tired, seconds=REST_SECONDS))
        self.resting = resting

    async def _sweep(self) -> None:
        abandoned, deadly = await database.listen(look)
        if abandoned:
            await database.hop(partial(sweep, abandoned), seconds=SWEEP_SECONDS)
        for spot, crash in deadly.items():
            if self.deadly.get(spot) != crash:
                calling.current().let_rest(spot)
        self.deadly = deadly


def beat() -> set[UUID]:
    """Returns the runs that are live here, as their rows know."""
    if not presence.beat():
        logger.error("this worker was thought to be gone: its runs have been ended")
    return set(Run.objects.live().filter(owner=presence.id).values_list("pk", flat=True))


def look() -> tuple[list[UUID], dict[Spot, datetime]]:
    """Runs that have been left behind, and models that workers crash with."""
    presence.bury()
    return find_left_behind(), find_deadly()


async def _keep(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Error as error:
            logger.warning("%s waits for the database: %s", work.__name__.strip("_"), type(error).__name__)
        except Exception:
            logger.exception("%s failed", work.__name__.strip("_"))
        await asyncio.sleep(BEAT_SECONDS)
