"""The runs of this process: each is held here to its end, so that no request has to."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from message.opening import Opened
from message.runs.running import Running
from message.runs.saving import Saver

CLOSING_SECONDS = 10.0


class Registry:
    def __init__(self) -> None:
        self.runs: dict[UUID, Running] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.saver = Saver()

    def open(self, open_run: Callable[[], Opened]) -> tuple[Opened, Running | None]:
        """In any thread. A new run is known here before its rows are committed: whoever finds them can follow it."""
        running = None
        try:
            with transaction.atomic():
                opened = open_run()
                if opened.is_new:
                    running = self.runs[opened.run.pk] = Running(opened, self.saver)
        except BaseException:
            if running:
                del self.runs[running.transcript.run]
            raise
        return opened, running

    def start(self, running: Running) -> None:
        """On the event loop."""
        task = asyncio.create_task(self._see_through(running))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def find(self, run: UUID) -> Running | None:
        return self.runs.get(run)

    async def close(self) -> None:
        """Whatever still speaks is interrupted, stored and told, unless the database is away for too long."""
        for running in list(self.runs.values()):
            running.interrupt()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=CLOSING_SECONDS)

    async def _see_through(self, running: Running) -> None:
        try:
            await running.run()
        finally:
            del self.runs[running.transcript.run]


registry = Registry()
