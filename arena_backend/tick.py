"""All periodic work: every task may run in any process, at any time, more than once."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from pathlib import Path

from django.contrib.sessions.models import Session as CookieSession
from django.utils import timezone

from api import database
from chat_session.models import Session
from feedback.ledger import seal_days
from feedback.models import Receipt
from feedback.reviewing import review
from leaderboard.ranking import check_when_due, rank_when_due
from message.models import Journal, Message, Run, Worker
from message.runs.sweeping import settle_left_behind
from usage.charging import forget_balances, settle_forgotten
from user.erasure import erase_lapsed
from user.models import Bucket

logger = logging.getLogger(__name__)


def forget_cookies() -> int:
    """The admin's, of people who did not sign out."""
    return CookieSession.objects.filter(expire_date__lt=timezone.now()).delete()[0]


TASKS: Mapping[str, Callable[[], int]] = {
    "lapsed guests erased": erase_lapsed,
    "keys of sessions forgotten": Session.objects.forget_keys,
    "keys of runs forgotten": Run.objects.forget_keys,
    "workers of former days forgotten": Worker.objects.forget_gone,
    "entries of ended runs forgotten": Journal.objects.forget_ended,
    "stops that nobody heard forgotten": Message.objects.forget_stops,
    "keys of votes forgotten": Receipt.objects.forget,
    "lapsed cookies forgotten": forget_cookies,
    "full buckets forgotten": Bucket.objects.forget_full,
    "charges of ended runs settled": settle_left_behind,
    "charges of nobody settled": settle_forgotten,
    "balances of former years forgotten": forget_balances,
    "days of votes sealed": seal_days,
    "votes looked at again": review,
    "boards made anew": rank_when_due,
    "intervals checked": check_when_due,
}
TASK_SECONDS = 60.0


def run_all() -> dict[str, int]:
    """How much each task had to do."""
    return {name: task() for name, task in TASKS.items()}


async def keep_ticking(seconds: float, *, beat: Path | None = None) -> None:
    while True:
        # Processes that were started together should not ask for the same rows together.
        await asyncio.sleep(seconds * random.uniform(0.9, 1.1))  # noqa: S311 -- no secret
        await go_round(beat)


async def go_round(beat: Path | None) -> None:
    """The beat is a file touched after a round that went well: its age is the health of a process without a port."""
    went_well = [await _run(name, task) for name, task in TASKS.items()]
    if beat and all(went_well):
        await asyncio.to_thread(beat.touch)


async def _run(name: str, task: Callable[[], int]) -> bool:
    """One task that fails keeps neither the others nor its own next round from happening."""
    try:
        count = await database.hop(task, seconds=TASK_SECONDS)
    except Exception:
        logger.exception("periodic work failed: %s", name)
        return False
    if count:
        logger.info("%s: %d", name, count)
    return True
