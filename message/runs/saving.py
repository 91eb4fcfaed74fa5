"""How what a process has heard is stored: all that waits in one transaction, and nobody waits for another's row."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.db import Error, InterfaceError, InternalError, OperationalError, connection, transaction
from django.utils import timezone

from ai_model.models import AIModel
from api import database
from message.models import Message, Run
from message.runs.outcomes import BROKEN, STOPPED, Outcome

logger = logging.getLogger(__name__)

# Between two tries of what could not be stored yet.
PAUSE_SECONDS = 0.25
# It is not the fault of what was to be stored: the database is away, may only be read, or somebody else has the row.
PASSING = (OperationalError, InterfaceError, InternalError)


@dataclass(frozen=True, slots=True)
class Beginning:
    """A side has said its first word."""

    message: UUID


@dataclass(frozen=True, slots=True)
class Ending:
    """A side has ended; with the last one, its run has."""

    message: UUID
    outcome: Outcome
    run: UUID
    said: Mapping[str, Any] = field(default_factory=dict)
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """It could not be stored now."""


Entry = Beginning | Ending
# How a side has ended, by its row; None while it speaks.
Stored = Outcome | None
Waiting = tuple[Entry, asyncio.Future[Stored]]


class Saver:
    """For one process. Whoever waits for an entry knows that it is committed."""

    def __init__(self) -> None:
        self.waiting: list[Waiting] = []
        self.task: asyncio.Task[None] | None = None

    def add(self, entry: Entry) -> asyncio.Future[Stored]:
        """Its result is what became of it, which is not always what was to be: that is what may be told."""
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((entry, future))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._save_all())
        return future

    async def _save_all(self) -> None:
        """What was accepted is stored, however long the database is away."""
        while self.waiting:
            batch, self.waiting = self.waiting, []
            results = await database.write(partial(write_all, [entry for entry, _ in batch]))
            late: list[Waiting] = []
            for (entry, future), result in zip(batch, results, strict=True):
                if isinstance(result, Later):
                    late.append((entry, future))
                elif not future.done():
                    future.set_result(result)
            if late:
                self.waiting = late + self.waiting
                await asyncio.sleep(PAUSE_SECONDS)


def write_all(entries: Sequence[Entry]) -> list[Stored | Later]:
    """In one transaction; where one of them cannot be stored, each in its own."""
    try:
        with transaction.atomic():
            wait_for_nobody()
            return [write(entry) for entry in entries]
    except Exception as error:  # noqa: BLE001 -- whose fault it is, is found and told about below
        if is_there():
            return [write_alone(entry) for entry in entries]
        logger.warning("the database is away, %d entries wait: %s", len(entries), type(error).__name__)
        return [Later()] * len(entries)


def write_alone(entry: Entry) -> Stored | Later:
    """As it was said; else that it failed. What takes neither keeps the others from nothing."""
    attempts = [entry, Ending(entry.message, BROKEN, entry.run)] if isinstance(entry, Ending) else [entry]
    for attempt in attempts:
        try:
            with transaction.atomic():
                wait_for_nobody()
                return write(attempt)
        except PASSING:
            return Later()
        except Exception:
            logger.exception("message %s cannot be stored", entry.message)
    return BROKEN


def is_there() -> bool:
    try:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def wait_for_nobody() -> None:
    """Who has a row for longer keeps only its own entry waiting. SQLite has one lock for all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")


def write(entry: Entry) -> Stored:
    """Only a row that still speaks is written to; others have been ended by somebody else."""
    mine = Message.objects.filter(pk=entry.message, status__in=Message.LIVE)
    if isinstance(entry, Beginning):
        mine.update(status=Message.Status.STREAMING)
        return None
    run = Run.objects.filter(pk=entry.run)
    # Before its message, as wiping does: those who lock in one order never wait in a circle.
    list(run.select_for_update(no_key=True).values_list("pk"))
    is_stored = mine.update(**_columns(entry))
    run.live().exclude(replies__status__in=Message.LIVE).update(ended_at=timezone.now())
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
