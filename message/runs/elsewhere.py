"""Runs that speak in other processes, heard through the journal: one query for all of them, several times a second."""

import asyncio
import logging
import threading
import time
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID
from weakref import WeakValueDictionary

from django.db import Error
from django.db.models.functions import Now

from api import database
from message import journal
from message.journal import Entry
from message.models import Message, Run
from message.opening import Opened
from message.runs.loneliness import WORD_SECONDS
from message.runs.stored import read_end, read_log
from message.runs.transcripts import Listener, Transcript

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.1
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
        """Its row holds all of it."""
        whole = read_log(reply)
        self.logs[reply.participant].complete(whole)
        self.ends[reply.participant] = read_end(reply, position=whole.position)


class Elsewhere:
    def __init__(self) -> None:
        self.known: WeakValueDictionary[UUID, Distant] = WeakValueDictionary()
        self.lock = threading.Lock()
        self.followed: set[Distant] = set()
        self.task: asyncio.Task[None] | None = None
        self.told_at = 0.0
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
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._follow())

    def close(self) -> None:
        """Their readers may go on at another worker."""
        self.is_closed = True
        for distant in list(self.followed):
            distant.close()

    async def _follow(self) -> None:
        while followed := [each for each in self.followed if each.listeners and not each.is_over]:
            self.followed = set(followed)
            try:
                heard = await database.hop(partial(self._look, followed))
            except Error as error:
                logger.warning("runs of other workers cannot be heard: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)
                continue
            for distant in followed:
                distant.hear(heard)
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self, followed: Sequence[Distant]) -> Heard:
        if time.monotonic() - self.told_at >= WORD_SECONDS:
            self.told_at = time.monotonic()
            Run.objects.live().filter(pk__in={each.run for each in followed}).update(read_at=Now())
        return look(followed)


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
