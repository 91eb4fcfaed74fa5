"""How what the runs of a process say gets into the journal: all that is new in one breath, several times a second."""

import asyncio
import logging
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import Error, transaction

from api import database, run_ids
from message import journal
from message.journal import Entry, Said
from message.models import Message, Run
from message.runs.logs import Cursor, Log
from message.runs.transcripts import Transcript

logger = logging.getLogger(__name__)

# Between two breaths; where more runs are live than this, each of them may wait longer.
BREATH_SECONDS = 0.2
MANY = 500
LONG_BREATH_SECONDS = 0.75


class Part(NamedTuple):
    """What is new in one run, and messages of the sides that speak for the first time."""

    entry: Entry
    begun: Sequence[UUID] = ()


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

    def take(self) -> Part:
        self.number += 1
        news = {side: log.take_pieces(self.cursors[side]) for side, log in self.logs.items()}
        said = {side: pieces for side, pieces in news.items() if pieces}
        begun = self.unheard.intersection(said)
        self.unheard -= begun
        return Part(Entry(self.run, self.number, said), [self.replies[side] for side in begun])


class Kept(NamedTuple):
    """What became of a breath: runs that somebody holds have to wait, some are over, sides are asked to stop."""

    late: Sequence[Part]
    over: Collection[UUID]
    asked: Sequence[tuple[UUID, str]]


class Keeper:
    """For one process. It reads in the same breath who is to be stopped."""

    def __init__(self) -> None:
        self.scribes: dict[UUID, Scribe] = {}
        self.news: set[Scribe] = set()
        # A breath: if it cannot be stored, the same again.
        self.parts: list[Part] = []
        self.is_away = False
        # Of what is not in the journal yet.
        self.unkept_since: float | None = None
        self.has_news = asyncio.Event()
        self.task: asyncio.Task[None] | None = None

    def open(self, scribe: Scribe) -> None:
        self.scribes[scribe.run] = scribe
        if self.task is None or self.task.done():
            self.has_news = asyncio.Event()
            self.task = asyncio.create_task(self._keep(), context=run_ids.of_nobody())

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
        self.parts = [part for part in self.parts if part.entry.run != scribe.run]
        if not (self.news or self.parts):
            self.unkept_since = None

    async def _keep(self) -> None:
        spent = 0.0
        while self.scribes:
            await self._rest(spent)
            began = time.monotonic()
            try:
                await self._breathe()
            except Exception:
                logger.exception("the journal could not be kept")
            spent = time.monotonic() - began

    async def _rest(self, spent: float) -> None:
        """Where it takes long, half of the time."""
        usual = LONG_BREATH_SECONDS if len(self.scribes) > MANY else BREATH_SECONDS
        await asyncio.sleep(min(spent, usual))
        with suppress(TimeoutError):
            async with asyncio.timeout(max(usual - 2 * spent, 0)):
                await self.has_news.wait()
        self.has_news.clear()

    async def _breathe(self) -> None:
        if not self.is_away:
            self._take()
        parts, began = self.parts, time.monotonic()
        try:
            kept = await database.write(partial(keep, parts))
        except Error as error:
            if not self.is_away:
                logger.warning("the journal waits: %s", type(error).__name__)
            self.is_away = True
            await asyncio.sleep(BREATH_SECONDS)
            return
        self.is_away, self.parts = False, [part for part in kept.late if part.entry.run in self.scribes]
        self.unkept_since = began if self.news or self.parts else None
        told = [part for part in parts if part not in kept.late and part.entry.run not in kept.over]
        self._tell(told, kept.asked)

    def _take(self) -> None:
        """Of runs that somebody holds, nothing new: their entries are kept in order."""
        held = {part.entry.run for part in self.parts}
        ready = {scribe for scribe in self.news if scribe.run not in held}
        self.news -= ready
        self.parts = [*self.parts, *(part for scribe in ready if (part := scribe.take()).entry.said)]

    def _tell(self, kept: Sequence[Part], asked: Sequence[tuple[UUID, str]]) -> None:
        for part in kept:
            if scribe := self.scribes.get(part.entry.run):
                scribe.show(part.entry.said)
        for run, side in asked:
            if scribe := self.scribes.get(run):
                scribe.stop([side])


def keep(parts: Sequence[Part]) -> Kept:
    """All in one transaction; where one of them cannot be kept, each in its own."""
    late: list[Part] = []
    try:
        _keep(parts)
    except Exception:
        # Whose fault it is, is found and told about below.
        if not database.is_there():
            raise
        late = [part for part in parts if not _keep_alone(part)]
    return Kept(late, _find_over(parts), journal.read_stops())


def _find_over(parts: Sequence[Part]) -> Collection[UUID]:
    """Whose journal has taken nothing. Where words are shown at once, nobody asks."""
    runs = {part.entry.run for part in parts} if settings.ARENA_DURABLE else set()
    return runs - set(Run.objects.live().filter(pk__in=runs).values_list("pk", flat=True)) if runs else runs


def _keep(parts: Sequence[Part]) -> None:
    if not parts:
        return
    with transaction.atomic():
        database.wait_for_nobody()
        journal.append([part.entry for part in parts])
        if begun := [message for part in parts for message in part.begun]:
            silent = Message.objects.filter(pk__in=begun, status=Message.Status.PENDING)
            silent.update(status=Message.Status.STREAMING)


def _keep_alone(part: Part) -> bool:
    """Unless somebody holds its run. What the journal does not take is still in memory, for its message."""
    try:
        _keep([part])
    except database.PASSING:
        return False
    except Exception:
        logger.exception("an entry of run %s cannot be kept", part.entry.run)
    return True
