"""How what a process has heard is stored: in the order it came, once, and all that waits in one transaction."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from ai_model.models import AIModel
from api import database
from message.models import Failure, Message, Run

logger = logging.getLogger(__name__)

# Between two tries while the database is away.
PAUSE_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Beginning:
    """A side has said its first word."""

    message: UUID


@dataclass(frozen=True, slots=True)
class Ending:
    """A side has ended; the last one closes its run."""

    message: UUID
    fields: Mapping[str, Any]
    stand_in: str = ""
    closes: UUID | None = None


Entry = Beginning | Ending


class Saver:
    """For one process. Whoever waits for an entry knows that it is committed."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Entry, asyncio.Future[bool]]] = []
        self.task: asyncio.Task[None] | None = None

    def add(self, entry: Entry) -> asyncio.Future[bool]:
        """Its result tells whether there still was a row that waited for it."""
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((entry, future))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._save_all())
        return future

    async def _save_all(self) -> None:
        while self.waiting:
            batch, self.waiting = self.waiting, []
            results = await self._persist([entry for entry, _ in batch])
            for (_, future), is_stored in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(is_stored)

    async def _persist(self, entries: Sequence[Entry]) -> list[bool]:
        """What was accepted is stored, however long the database is away."""
        while True:
            try:
                return await database.write(partial(write_all, entries))
            except (OperationalError, InterfaceError) as error:
                logger.warning("the database is away, %d entries wait: %s", len(entries), type(error).__name__)
                await asyncio.sleep(PAUSE_SECONDS)


def write_all(entries: Sequence[Entry]) -> list[bool]:
    """In one transaction; where one of them cannot be stored, each in its own."""
    try:
        with transaction.atomic():
            return [write(entry) for entry in entries]
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # noqa: BLE001 -- whoever is at fault is found and told about below
        return [write_or_fail(entry) for entry in entries]


def write_or_fail(entry: Entry) -> bool:
    try:
        with transaction.atomic():
            return write(entry)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("message %s cannot be stored as it was said", entry.message)
        failed = {"status": Message.Status.ERROR, "error_code": Failure.INTERNAL.value}
        return write(Ending(entry.message, failed, closes=getattr(entry, "closes", None)))


def write(entry: Entry) -> bool:
    """Only a row that still speaks is written to; others have been ended by somebody else."""
    mine = Message.objects.filter(pk=entry.message, status__in=Message.LIVE)
    if isinstance(entry, Beginning):
        return bool(mine.update(status=Message.Status.STREAMING))
    fields = dict(entry.fields)
    if entry.stand_in:
        fields["model"] = AIModel.objects.filter(name=entry.stand_in).first()
    is_stored = bool(mine.update(**fields))
    if entry.closes:
        Run.objects.live().filter(pk=entry.closes).update(ended_at=timezone.now())
    return is_stored
