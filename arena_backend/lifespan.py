"""What lives as long as the process: the check at the start, and the periodic work."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from ai_model.providers import calling
from api import database
from api.spans import tracing
from arena_backend import starting, tick
from arena_backend.draining import Drain
from arena_backend.lagging import lag
from message.runs.leases import Leases
from message.runs.registry import registry

logger = logging.getLogger(__name__)

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# A cold database may take its time; the first request may not.
START_SECONDS = 15.0


class Lifespan:
    """Answers the server's lifespan messages, of which Django knows nothing; passes on all else."""

    def __init__(self, application: Application) -> None:
        self.application = application
        # What goes on by itself until the end.
        self.tasks: list[asyncio.Task[None]] = []
        self.leases = Leases(registry)
        self.drain = Drain()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self.application(scope, receive, send)
            return
        await receive()
        try:
            await self.start()
        except (ImproperlyConfigured, DatabaseError) as error:
            message = str(error) or "The database did not answer. Check DATABASE_URL and that it is running."
            await send({"type": "lifespan.startup.failed", "message": message})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def start(self) -> None:
        starting.refuse_bad_settings()
        await database.hop(starting.refuse_missing_database, seconds=START_SECONDS)
        await self.leases.begin()
        starting.settle()
        starting.begin_tracing()
        self.drain.watch()
        self.tasks = [asyncio.create_task(lag.watch())]
        if settings.ARENA_TICK_SECONDS:
            self.tasks.append(asyncio.create_task(tick.keep_ticking(settings.ARENA_TICK_SECONDS)))

    async def stop(self) -> None:
        try:
            await self.drain.finish()
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
        finally:
            # Runs first: they speak through the caller.
            await registry.close()
            await self.leases.end()
            await calling.close()
            if tracing.tracer:
                await asyncio.to_thread(tracing.tracer.close)
