"""How a process keeps its place among the workers: it counts, it looks who does not, and it lets go of what it lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import Error

from ai_model.providers import calling
from api import database
from message.models import Run
from message.presence import BEAT_SECONDS, presence
from message.runs.registry import Registry
from message.runs.sweeping import sweep

logger = logging.getLogger(__name__)

START_SECONDS = 15.0
# Many runs may have been left behind.
SWEEP_SECONDS = 60.0


class Leases:
    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.tasks: list[asyncio.Task[None]] = []

    async def begin(self) -> None:
        await database.hop(presence.begin, seconds=START_SECONDS)
        self.tasks = [asyncio.create_task(_keep(work)) for work in (self._beat, self._sweep)]

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        for task in self.tasks:
            with suppress(asyncio.CancelledError):
                await task
        try:
            await database.hop(presence.end)
        except Error:
            logger.warning("the database does not know that this worker has ended")

    async def _beat(self) -> None:
        """What is wiped, or was ended by others because they missed us, is not spoken on."""
        # Not those that begin meanwhile.
        known = dict(self.registry.started)
        live = await database.write(partial(beat, list(known)))
        for run in known.keys() - live:
            known[run].interrupt()

    async def _sweep(self) -> None:
        for spot in await database.hop(sweep, seconds=SWEEP_SECONDS):
            calling.current().let_rest(spot)


def beat(runs: Collection[UUID]) -> set[UUID]:
    """Returns those of them that are live."""
    if not presence.beat():
        logger.error("this worker was thought to be gone: its runs have been ended")
    return set(Run.objects.live().filter(pk__in=runs).values_list("pk", flat=True)) if runs else set()


async def _keep(work: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await work()
        except Error as error:
            logger.warning("%s waits for the database: %s", work.__name__.strip("_"), type(error).__name__)
        except Exception:
            logger.exception("%s failed", work.__name__.strip("_"))
        await asyncio.sleep(BEAT_SECONDS)
