"""When nobody hears a guest's run any more, on any worker: then nobody pays for it either."""

import asyncio
import logging
import time
from functools import partial
from typing import Any
from uuid import UUID

from django.db import Error
from django.db.models.functions import Now

from api import database
from chat_session.models import Session
from message.models import Run
from message.runs.transcripts import Transcript

logger = logging.getLogger(__name__)

LONELY_SECONDS = 30.0
# How often other workers say that they have readers of it.
WORD_SECONDS = 5.0


def is_of_guest(session: Session) -> bool:
    return session.user is None or session.user.is_guest


async def wait_until_left(transcript: Transcript) -> bool:
    """Whether it is still a guest's then: who has signed up meanwhile may come back."""
    while True:
        while (left := LONELY_SECONDS - _lonely_seconds(transcript)) > 0:  # noqa: ASYNC110 -- for all that is left
            await asyncio.sleep(left)
        try:
            run = await database.hop(partial(_look_again, transcript.run))
        except Error:
            logger.warning("run %s: who reads it now cannot be found out", transcript.run)
        else:
            if run is None or not is_of_guest(run.session):
                return False
            if not _is_read(run):
                return True
        await asyncio.sleep(WORD_SECONDS)


def _lonely_seconds(transcript: Transcript) -> float:
    return 0.0 if transcript.listeners else time.monotonic() - transcript.alone_since


def _look_again(run: UUID) -> Any:
    """With the database's clock, by which others have written."""
    return Run.objects.select_related("session__user").annotate(now=Now()).filter(pk=run).first()


def _is_read(run: Any) -> bool:
    """Its last reader elsewhere may have left just after the last word of it."""
    return run.read_at is not None and (run.now - run.read_at).total_seconds() < LONELY_SECONDS + WORD_SECONDS
