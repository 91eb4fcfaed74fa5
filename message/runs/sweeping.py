"""Ends runs in which nobody speaks any more: with the text that the journal holds, and never anew."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ai_model.models import AIModel
from ai_model.providers.calling import Spot
from api import database
from message import journal
from message.models import Message, Run, Worker
from message.opening import contenders_of
from message.plans import Wishes, make_plans
from message.presence import LEASE_SECONDS
from message.runs.logs import Log
from message.runs.outcomes import INTERRUPTED
from message.runs.saving import Ending, close, sum_up, write
from message.runs.voices import estimate_usage

logger = logging.getLogger(__name__)

# A model that has spoken in so many workers when they crashed, within a minute, is left alone for a while.
CRASHES = 3
CRASH_WINDOW = timedelta(minutes=1)
# Those who go together were ended by something else.
APART = timedelta(seconds=LEASE_SECONDS)


def find_left_behind() -> list[UUID]:
    return list(Run.objects.abandoned().values_list("pk", flat=True))


def sweep(runs: Iterable[UUID]) -> None:
    """All are ended before it is counted what they have probably used."""
    ended = [run for run in runs if end_at_last(run)]
    for run in ended:
        logger.warning("run %s was interrupted: its worker is gone", run)
        note_usage(run)


def end_at_last(pk: UUID) -> bool:
    """With all it has said; without, if that cannot be read or stored: no run keeps others from their end."""
    try:
        return end_abandoned(pk)
    except database.PASSING:
        if not database.is_there():
            raise
        return False
    except Exception:
        logger.exception("what run %s has said is lost", pk)
        return end_abandoned(pk, read=lambda run: {})


def read_logs(run: UUID) -> dict[str, Log]:
    logs: dict[str, Log] = {}
    for _, said in journal.read([run]):
        for side, pieces in said.items():
            logs.setdefault(side, Log(side)).add_pieces(pieces)
    return logs


@transaction.atomic
def end_abandoned(pk: UUID, *, read: Callable[[UUID], Mapping[str, Log]] = read_logs) -> bool:
    # Its whole row: who would still add to its journal waits, and then finds it over. Others may sweep too.
    run = Run.objects.live().select_for_update(skip_locked=True).filter(pk=pk).first()
    if run is None:
        return False
    logs = read(pk)
    for reply in run.replies.live().order_by("participant"):
        write(Ending(reply.pk, INTERRUPTED, pk, sum_up(logs[reply.participant]) if reply.participant in logs else {}))
    close(pk)
    return True


def note_usage(pk: UUID) -> None:
    """Their providers have told nobody."""
    run = Run.objects.select_related("session", "turn__parent").get(pk=pk)
    cut = Message.objects.filter(run=run, usage__isnull=True, error_code=INTERRUPTED.code)
    replies = [reply for reply in cut if reply.content or reply.reasoning or reply.tool_calls]
    try:
        amounts = _estimate(run, replies) if replies else {}
    except Exception:
        logger.exception("what run %s has used cannot be estimated", pk)
        return
    for message, usage in amounts.items():
        Message.objects.filter(pk=message).update(usage=usage)


def _estimate(run: Run, replies: list[Message]) -> dict[UUID, dict[str, Any]]:
    """By what each side was asked, but for the wishes of the request."""
    contenders = contenders_of(run.session).filter(participant__in=[reply.participant for reply in replies])
    question = run.turn.messages.get(role=Message.Role.USER)
    after = run.turn.parent
    plans = make_plans(contenders, Wishes(), session=run.session, after=after, question=question.content)
    return {
        reply.pk: estimate_usage(
            plans[reply.participant].prompt,
            plans[reply.participant].price,
            text=reply.content,
            reasoning=reply.reasoning,
            calls=reply.tool_calls,
        )
        for reply in replies
    }


def find_deadly() -> dict[Spot, datetime]:
    """Models that workers crash with, and the last of those crashes."""
    crashes: dict[str, list[datetime]] = defaultdict(list)
    crashed = Worker.objects.crashed(since=CRASH_WINDOW).order_by("gone_at")
    for names, moment in crashed.values_list("speaking", "gone_at"):
        for times in (crashes[name] for name in names):
            if moment and (not times or moment - times[-1] >= APART):
                times.append(moment)
    deadly = {name: times[-1] for name, times in crashes.items() if len(times) >= CRASHES}
    models = AIModel.objects.select_related("provider").filter(name__in=deadly) if deadly else ()
    return {Spot(model.name, model.provider.address): deadly[model.name] for model in models}
