"""How what a process has heard is stored: all that waits in one transaction, and nobody waits for another's row."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from ai_model.models import AIModel
from ai_model.providers.calls import Attempt
from api import database, run_ids
from message.models import Journal, Message, Run
from message.runs.logs import Kind, Log
from message.runs.outcomes import BROKEN, STOPPED, Outcome
from usage.amounts import Spent
from usage.charging import Settlement, settle

logger = logging.getLogger(__name__)

# Between two tries of what could not be stored yet.
PAUSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Ending:
    """A side has ended; with the last one, its run has."""

    message: UUID
    outcome: Outcome
    run: UUID
    said: Mapping[str, Any] = field(default_factory=dict)
    stand_in: str = ""
    # By its call, and attempts at it that came to nothing before; nothing if nothing was sent.
    spent: Spent | None = None
    failed: Sequence[Attempt] = ()

    @property
    def settlement(self) -> Settlement:
        word = self.outcome.code or self.outcome.status
        return Settlement(self.message, word, self.spent, stand_in=self.stand_in, failed=self.failed)


@dataclass(frozen=True, slots=True)
class Later:
    """It could not be stored now."""


@dataclass(frozen=True, slots=True)
class Stored:
    """How a side has ended; the row that says so, if somebody else has written it."""

    outcome: Outcome
    row: Message | None = None


Waiting = tuple[Ending, asyncio.Future[Stored]]


class Saver:
    """For one process. Whoever waits for an ending knows that it is committed."""

    def __init__(self) -> None:
        self.waiting: list[Waiting] = []
        self.task: asyncio.Task[None] | None = None

    def add(self, ending: Ending) -> asyncio.Future[Stored]:
        """Its result is what became of it, which is not always what was to be: that is what may be told."""
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((ending, future))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._save_all(), context=run_ids.of_nobody())
        return future

    async def _save_all(self) -> None:
        """What was accepted is stored, however long the database is away."""
        while self.waiting:
            batch, self.waiting = self.waiting, []
            results = await database.write(partial(write_all, [ending for ending, _ in batch]))
            late: list[Waiting] = []
            for (ending, future), result in zip(batch, results, strict=True):
                if isinstance(result, Later):
                    late.append((ending, future))
                elif not future.done():
                    future.set_result(result)
            if late:
                self.waiting = late + self.waiting
                await asyncio.sleep(PAUSE_SECONDS)


def write_all(endings: Sequence[Ending]) -> list[Stored | Later]:
    """In one transaction; where one of them cannot be stored, each in its own."""
    try:
        with transaction.atomic():
            database.wait_for_nobody()
            results: list[Stored | Later] = [write(ending) for ending in endings]
            settle(ending.settlement for ending in endings)
            return results
    except Exception as error:  # noqa: BLE001 -- whose fault it is, is found and told about below
        if database.is_there():
            return [write_alone(ending) for ending in endings]
        logger.warning("the database is away, %d endings wait: %s", len(endings), type(error).__name__)
        return [Later()] * len(endings)


def write_alone(ending: Ending) -> Stored | Later:
    """As it was said; else that it failed. What takes neither keeps the others from nothing."""
    for attempt in (ending, replace(ending, outcome=BROKEN, said={}, stand_in="")):
        try:
            with transaction.atomic():
                database.wait_for_nobody()
                result = write(attempt)
                settle([attempt.settlement])
                return result
        except database.PASSING:
            return Later()
        except Exception:
            logger.exception("message %s cannot be stored", ending.message)
    return Stored(BROKEN)


def write(ending: Ending) -> Stored:
    """Only a row that still speaks is written to; others have been ended by somebody else."""
    run = Run.objects.filter(pk=ending.run)
    # Before its message, as wiping does: those who lock in one order never wait in a circle.
    list(run.select_for_update(no_key=True).values_list("pk"))
    is_stored = Message.objects.live().filter(pk=ending.message).update(**_columns(ending))
    close(ending.run)
    return Stored(ending.outcome) if is_stored else _find(ending.message)


def close(run: UUID) -> None:
    """If none of its sides speaks any more. Its messages hold all of it then, and the journal is done."""
    ended = Run.objects.filter(pk=run).exclude(replies__status__in=Message.LIVE)
    if ended.update(ended_at=Coalesce("ended_at", timezone.now())):
        Journal.objects.filter(run=run).delete()


def sum_up(log: Log) -> dict[str, Any]:
    """What was said, as a message holds it."""
    return {
        "content": log.text_of(Kind.TEXT),
        "reasoning": log.text_of(Kind.REASONING),
        "tool_calls": log.calls,
        "outline": log.outline,
    }


def _columns(ending: Ending) -> dict[str, Any]:
    outcome = ending.outcome
    fate = {"status": outcome.status, "finish_reason": outcome.reason, "error_code": outcome.code}
    model = {"model": AIModel.objects.filter(name=ending.stand_in).first()} if ending.stand_in else {}
    return {**ending.said, **fate, **model, "stop_asked_at": None}


def _find(message: UUID) -> Stored:
    """Whoever deletes what is being said stops it. It may also have been us, and only the answer was lost."""
    Message.objects.filter(pk=message).exclude(stop_asked_at=None).update(stop_asked_at=None)
    others = Message.objects.exclude(status=Message.Status.STOPPED).select_related("session")
    row = others.filter(pk=message).first()
    return Stored(Outcome.read(row), row) if row else Stored(STOPPED)
