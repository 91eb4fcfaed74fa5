"""How what a process has heard is stored: in the order it came, once, and all that waits in one transaction."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import InterfaceError, InternalError, OperationalError, transaction
from django.utils import timezone

from ai_model.models import AIModel
from api import database
from message.models import Message, Run
from message.runs.outcomes import BROKEN, STOPPED, Outcome

logger = logging.getLogger(__name__)

# Between two tries while the database is away.
PAUSE_SECONDS = 0.25
# It is the database's fault, not that of what it was given; InternalError is one that may only be read for now.
AWAY = (OperationalError, InterfaceError, InternalError)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A side has said its first word."""

    message: UUID


@dataclass(frozen=True, slots=True)
class Ending:
    """A side has ended; the last one closes its run."""

    message: UUID
    outcome: Outcome
    said: Mapping[str, Any] = field(default_factory=dict)
    stand_in: str = ""
    closes: UUID | None = None


Entry = Beginning | Ending
# How a side has ended, by its row; None while it speaks.
Stored = Outcome | None


class Saver:
    """For one process. Whoever waits for an entry knows that it is committed."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Entry, asyncio.Future[Stored]]] = []
        self.task: asyncio.Task[None] | None = None

    def add(self, entry: Entry) -> asyncio.Future[Stored]:
        """Its result is what became of it, which is not always what was to be: that is what may be told."""
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((entry, future))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._save_all())
        return future

    async def _save_all(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting, []
            results = await self._persist([entry for entry, _ in batch])
            for (_, future), stored in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(stored)

    async def _persist(self, entries: Sequence[Entry]) -> list[Stored]:
        """What was accepted is stored, however long the database is away."""
        while True:
            try:
                return await database.write(partial(write_all, entries))
            except AWAY as error:
                logger.warning("the database is away, %d entries wait: %s", len(entries), type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)


def write_all(entries: Sequence[Entry]) -> list[Stored]:
    """In one transaction; where one of them cannot be stored, each in its own."""
    try:
        with transaction.atomic():
            return [write(entry) for entry in entries]
    except AWAY:
        raise
    except Exception:  # noqa: BLE001 -- whoever is at fault is found and told about below
        return [write_or_fail(entry) for entry in entries]


def write_or_fail(entry: Entry) -> Stored:
    """As it was said; else that it failed. What takes neither keeps the others from nothing."""
    closes = entry.closes if isinstance(entry, Ending) else None
    for attempt in (entry, Ending(entry.message, BROKEN, closes=closes)):
        try:
            with transaction.atomic():
                return write(attempt)
        except AWAY:
            raise
        except Exception:
            logger.exception("message %s cannot be stored", entry.message)
    return BROKEN


def write(entry: Entry) -> Stored:
    """Only a row that still speaks is written to; others have been ended by somebody else."""
    mine = Message.objects.filter(pk=entry.message, status__in=Message.LIVE)
    if isinstance(entry, Beginning):
        mine.update(status=Message.Status.STREAMING)
        return None
    is_stored = mine.update(**_columns(entry))
    if entry.closes:
        Run.objects.live().filter(pk=entry.closes).update(ended_at=timezone.now())
    return entry.outcome if is_stored else _find_outcome(entry.message)


def _columns(ending: Ending) -> dict[str, Any]:
    outcome = ending.outcome
    fate = {"status": outcome.status, "finish_reason": outcome.reason, "error_code": outcome.code}
    model = {"model": AIModel.objects.filter(name=ending.stand_in).first()} if ending.stand_in else {}
    return {**ending.said, **fate, **model}


def _find_outcome(message: UUID) -> Outcome:
    """Whoever deletes what is being said stops it. It may also have been us, and only the answer was lost."""
    row = Message.objects.filter(pk=message).exclude(status=Message.Status.STOPPED).first()
    return Outcome.read(row) if row else STOPPED
