"""Runs that speak in other processes, heard through the journal: one query for all of them, several times a second."""

import asyncio
import logging
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

from django.db import Error, transaction
from django.db.models.functions import Now

from api import database, run_ids
from message import journal
from message.journal import Entry
from message.models import Message, Run
from message.opening import Opened
from message.runs.loneliness import WORD_SECONDS
from message.runs.outcomes import part
from message.runs.stored import read_end, read_log
from message.runs.transcripts import Listener, Transcript

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.05
# What was heard so long ago may be told to whoever comes now.
FRESH_SECONDS = 0.2
# While the database is away.
AGAIN_SECONDS = 0.5


class Heard(NamedTuple):
    """What a look has brought, by run: entries in order, and messages that have ended."""

    entries: Mapping[UUID, Sequence[Entry]]
    ended: Mapping[UUID, Sequence[Message]]


class Distant(Transcript):
    """Of a run that somebody else owns."""

    def __init__(self, opened: Opened, elsewhere: "Elsewhere") -> None:
        super().__init__(opened.run.pk, opened.question, replies=opened.replies)
        self.elsewhere = elsewhere
        self.number = 0
        self.heard_at = 0.0

    def listen(self, listener: Listener) -> None:
        super().listen(listener)
        self.elsewhere.follow(self)
        if self.elsewhere.is_closed:
            self.close()

    def close(self) -> None:
        self.farewells = part(self)
        super().close()

    def hear(self, heard: Heard) -> None:
        before = self.number, len(self.ends)
        self.heard_at = time.monotonic()
        for entry in heard.entries.get(self.run, ()):
            if entry.number > self.number:
                self._hear_entry(entry)
        for reply in heard.ended.get(self.run, ()):
            if reply.participant not in self.ends:
                self._hear_end(reply)
        if before != (self.number, len(self.ends)):
            self.wake()

    def _hear_entry(self, entry: Entry) -> None:
        self.number = entry.number
        for side, pieces in entry.said.items():
            if side not in self.ends:
                self.logs[side].add_pieces(pieces)

    def _hear_end(self, reply: Message) -> None:
        """Its row holds all of it, or nothing where it was taken back."""
        log, stored = self.logs[reply.participant], read_log(reply)
        if reply.error_code and not stored.pieces:
            log.clear()
        log.complete(stored)
        self.ends[reply.participant] = read_end(reply)


class Elsewhere:
    def __init__(self) -> None:
        self.known: WeakValueDictionary[UUID, Distant] = WeakValueDictionary()
        self.lock = threading.Lock()
        self.followed: set[Distant] = set()
        self.task: asyncio.Task[None] | None = None
        self.told_at = 0.0
        self.telling: asyncio.Task[None] | None = None
        self.is_closed = False

    def find(self, opened: Opened) -> Distant:
        """In any thread, with what is known of it now. Those who come together share it."""
        with self.lock:
            known = self.known.get(opened.run.pk)
            if known and time.monotonic() - known.heard_at < FRESH_SECONDS:
                return known
            distant = Distant(opened, self)
            distant.hear(look([distant]))
            self.known[distant.run] = distant
            return distant

    def follow(self, distant: Distant) -> None:
        self.followed.add(distant)
        # Its worker hears of it at once.
        self.told_at = 0.0
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._follow(), context=run_ids.of_nobody())

    async def drain(self, seconds: float) -> None:
        """Readers have so much time; then they may go on at another worker."""
        if self.task and not self.task.done():
            await asyncio.wait([self.task], timeout=seconds)
        self.is_closed = True
        for distant in list(self.followed):
            distant.close()

    async def _follow(self) -> None:
        while followed := self._followed():
            self._tell({each.run for each in followed})
            try:
                heard = await database.listen(partial(look, followed))
                for distant in followed:
                    distant.hear(heard)
            except Error as error:
                logger.warning("runs of other workers cannot be heard: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
            except Exception:
                logger.exception("runs of other workers cannot be heard")
                await asyncio.sleep(AGAIN_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    def _followed(self) -> list[Distant]:
        self.followed = {each for each in self.followed if each.listeners and not each.is_over}
        return list(self.followed)

    def _tell(self, runs: Collection[UUID]) -> None:
        """From time to time, and no look waits for it."""
        is_done = self.telling is None or self.telling.done()
        if is_done and time.monotonic() - self.told_at >= WORD_SECONDS:
            self.told_at = time.monotonic()
            self.telling = asyncio.create_task(_note_read(runs), context=run_ids.of_nobody())


async def _note_read(runs: Collection[UUID]) -> None:
    try:
        await database.write(partial(note_read, runs))
    except Error as error:
        logger.warning("other workers cannot be told who reads here: %s", type(error).__name__)
    except Exception:
        logger.exception("other workers cannot be told who reads here")


@transaction.atomic
def note_read(runs: Collection[UUID]) -> None:
    """Those whose row somebody holds are told another time: two who wait for each other wait for ever."""
    free = Run.objects.live().filter(pk__in=runs).select_for_update(skip_locked=True, no_key=True)
    Run.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(read_at=Now())


def look(followed: Sequence[Distant]) -> Heard:
    """What was said behind where they stand, and whose end they have not heard."""
    numbers: dict[UUID, int] = {}
    for each in followed:
        numbers[each.run] = min(each.number, numbers.get(each.run, each.number))
    news = journal.read_news(numbers)
    unheard = {reply for each in followed for side, reply in each.replies.items() if side not in each.ends}
    ended = unheard.intersection(news.ended)
    replies = Message.objects.select_related("session").filter(pk__in=ended).order_by("run") if ended else ()
    return Heard(
        {run: list(entries) for run, entries in groupby(news.entries, key=attrgetter("run"))},
        {run: list(replies) for run, replies in groupby(replies, key=attrgetter("run_id"))},
    )


elsewhere = Elsewhere()
