"""The runs of this process: each is held here to its end, so that no request has to."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from api import run_ids, spans
from api.refusals import Code, Refusal
from message.admission import berths
from message.opening import Opened
from message.runs.keeping import Keeper
from message.runs.running import Running
from message.runs.saving import Saver

CLOSING_SECONDS = 10.0


class Registry:
    def __init__(self) -> None:
        self.runs: dict[UUID, Running] = {}
        # Those whose rows are committed.
        self.started: dict[UUID, Running] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.saver = Saver()
        self.keeper = Keeper()
        self.is_draining = False

    def open(self, open_run: Callable[[], Opened]) -> tuple[Opened, Running | None]:
        """In any thread. A new run is known here before its rows are committed: whoever finds them can follow it."""
        running = None
        try:
            with transaction.atomic():
                opened = open_run()
                if opened.is_new:
                    running = self._add(opened)
        except BaseException:
            if running:
                self._remove(running)
            raise
        return opened, running

    def start(self, running: Running) -> None:
        """On the event loop."""
        self.started[running.transcript.run] = running
        task = asyncio.create_task(self._see_through(running))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def find(self, run: UUID) -> Running | None:
        return self.runs.get(run)

    async def drain(self, seconds: float) -> None:
        """No new ones, and for those there are so much time to end by themselves."""
        self.is_draining = True
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=seconds)
        await self.close()

    async def close(self) -> None:
        """Whatever still speaks is interrupted, stored and told, unless the database is away for too long."""
        for running in list(self.runs.values()):
            running.interrupt()
        if self.tasks:
            await asyncio.wait(self.tasks, timeout=CLOSING_SECONDS)

    def _add(self, opened: Opened) -> Running:
        if self.is_draining:
            raise Refusal(Code.DRAINING)
        running = Running(opened, self.saver, keeper=self.keeper)
        berths.take(opened.run.pk)
        self.runs[opened.run.pk] = running
        return running

    def _remove(self, running: Running) -> None:
        del self.runs[running.transcript.run]
        berths.free(running.transcript.run)

    async def _see_through(self, running: Running) -> None:
        run_ids.begin(running.transcript.run)
        try:
            with spans.opened("run", {"arena.run_id": str(running.transcript.run)}):
                await running.run()
        finally:
            self._remove(running)
            del self.started[running.transcript.run]


registry = Registry()
