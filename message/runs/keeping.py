"""How what the runs of a process say gets into the journal: all that is new in one breath, several times a second."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import Error, transaction

from api import database
from message import journal
from message.journal import Entry, Said
from message.models import Message
from message.presence import presence
from message.runs.logs import Cursor, Log
from message.runs.transcripts import Transcript

logger = logging.getLogger(__name__)

# Between two breaths; where more runs are live than this, each of them may wait longer.
BREATH_SECONDS = 0.15
MANY = 500
LONG_BREATH_SECONDS = 0.75


class Scribe:
    """Takes down one run."""

    def __init__(
        self,
        transcript: Transcript,
        logs: Mapping[str, Log],
        *,
        show: Callable[[Said], object],
        stop: Callable[[Iterable[str]], object],
    ) -> None:
        self.run = transcript.run
        self.replies = transcript.replies
        self.logs = logs
        # What has been kept.
        self.show = show
        self.stop = stop
        self.cursors = {side: Cursor() for side in logs}
        self.unheard = set(logs)
        self.number = 0

    def take(self) -> Entry:
        self.number += 1
        said = {side: log.take_pieces(self.cursors[side]) for side, log in self.logs.items()}
        return Entry(self.run, self.number, {side: pieces for side, pieces in said.items() if pieces})

    def find_begun(self, said: Said) -> list[UUID]:
        """Messages of the sides that speak for the first time."""
        begun = [side for side in said if side in self.unheard]
        self.unheard.difference_update(begun)
        return [self.replies[side] for side in begun]


class Breath(NamedTuple):
    """What is stored at once: if that fails, the same again."""

    entries: Sequence[Entry] = ()
    begun: Sequence[UUID] = ()


class Keeper:
    """For one process. It reads in the same breath who is to be stopped."""

    def __init__(self) -> None:
        self.scribes: dict[UUID, Scribe] = {}
        self.news: set[Scribe] = set()
        self.breath = Breath()
        self.is_away = False
        # Of what is not in the journal yet.
        self.unkept_since: float | None = None
        self.has_news = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def open(self, scribe: Scribe) -> None:
        self.scribes[scribe.run] = scribe
        if self.task is None or self.task.done():
            self.has_news = asyncio.Event()
            self.task = asyncio.create_task(self._keep())

    def note(self, scribe: Scribe) -> None:
        """It has heard something."""
        self.news.add(scribe)
        self.unkept_since = self.unkept_since or time.monotonic()
        if settings.ARENA_DURABLE:
            self.has_news.set()

    def close(self, scribe: Scribe) -> None:
        """All of it is stored where it belongs."""
        self.scribes.pop(scribe.run, None)
        self.news.discard(scribe)

    async def _keep(self) -> None:
        spent = 0.0
        while self.scribes:
            await self._rest(spent)
            began = time.monotonic()
            await self._breathe()
            spent = time.monotonic() - began

    async def _rest(self, spent: float) -> None:
        """Where it takes long, half of the time."""
        usual = LONG_BREATH_SECONDS if len(self.scribes) > MANY else BREATH_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout(max(usual - spent, min(spent, usual))):
                await self.has_news.wait()
        self.has_news.clear()

    async def _breathe(self) -> None:
        if not self.breath.entries:
            self.breath = self._take()
        breath, began = self.breath, time.monotonic()
        try:
            asked = await database.write(partial(keep, breath))
        except Error as error:
            if not self.is_away:
                logger.warning("the journal waits: %s", type(error).__name__)
            self.is_away = True
            await asyncio.sleep(BREATH_SECONDS)
            return
        self.is_away, self.breath = False, Breath()
        self.unkept_since = began if self.news else None
        for entry in breath.entries:
            if scribe := self.scribes.get(entry.run):
                scribe.show(entry.said)
        for run, side in asked:
            if scribe := self.scribes.get(run):
                scribe.stop([side])

    def _take(self) -> Breath:
        news, self.news = self.news, set()
        entries = [(scribe, scribe.take()) for scribe in news]
        begun = [message for scribe, entry in entries for message in scribe.find_begun(entry.said)]
        return Breath([entry for _, entry in entries if entry.said], begun)


def keep(breath: Breath) -> list[tuple[UUID, str]]:
    """Returns who is asked to stop."""
    try:
        _keep(breath.entries, breath.begun)
    except database.PASSING:
        raise
    except Error:
        for entry in breath.entries:
            _keep_alone(entry)
    asked = Message.objects.filter(stop_asked_at__isnull=False, run__owner=presence.id)
    return list(asked.values_list("run_id", "participant"))


def _keep(entries: Sequence[Entry], begun: Sequence[UUID] = ()) -> None:
    if not entries:
        return
    with transaction.atomic():
        database.wait_for_nobody()
        journal.append(entries)
        if begun:
            silent = Message.objects.filter(pk__in=begun, status=Message.Status.PENDING)
            silent.update(status=Message.Status.STREAMING)


def _keep_alone(entry: Entry) -> None:
    """What the journal does not take is still kept in memory, for its message."""
    try:
        _keep([entry])
    except database.PASSING:
        raise
    except Error:
        logger.exception("an entry of run %s cannot be kept", entry.run)
