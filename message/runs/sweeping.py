"""Ends runs in which nobody speaks any more: with the text that the journal holds, and never anew."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ai_model.models import AIModel
from ai_model.providers.calling import Spot
from api import database
from message import journal
from message.models import Message, Run, Worker
from message.opening import contenders_of
from message.plans import Plan, Wishes, make_plans
from message.presence import LEASE_SECONDS
from message.runs.logs import Log
from message.runs.moderating import judge_left
from message.runs.outcomes import INTERRUPTED
from message.runs.saving import Ending, close, sum_up, write
from message.runs.spending import estimate, show_spent
from message.tallies import tallies
from usage.amounts import LOST, Spent
from usage.charging import Settlement, settle
from usage.models import Charge

logger = logging.getLogger(__name__)

# A model that has spoken in so many workers when they crashed, within a minute, is left alone for a while.
CRASHES = 3
CRASH_WINDOW = timedelta(minutes=1)
# Longer than a run takes to be saved.
LEFT_BEHIND = timedelta(minutes=5)
CALLS_AT_ONCE = 1000
# Those who go together were ended by something else.
APART = timedelta(seconds=LEASE_SECONDS)


def find_left_behind() -> list[UUID]:
    return list(Run.objects.abandoned().values_list("pk", flat=True))


def sweep(runs: Iterable[UUID]) -> None:
    """All are ended before it is counted what they have probably used."""
    ended = [run for run in runs if end_at_last(run)]
    tallies.lost.add("run", len(ended))
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
        said = sum_up(logs[reply.participant]) if reply.participant in logs else {}
        write(judge_left(Ending(reply.pk, INTERRUPTED, pk, said)))
    close(pk)
    return True


def note_usage(pk: UUID) -> None:
    """Their providers have told nobody."""
    run = Run.objects.select_related("session", "turn__parent").get(pk=pk)
    cut = _find_uncounted(run)
    try:
        spent = _estimate(run, cut) if cut else {}
    except Exception:
        logger.exception("what run %s has used cannot be estimated", pk)
        settle(Settlement(reply.pk, INTERRUPTED.code, LOST) for reply in cut)
        return
    for message, amount in spent.items():
        Message.objects.filter(pk=message, usage__isnull=True).update(usage=show_spent(amount))
    settle(Settlement(message, INTERRUPTED.code, amount) for message, amount in spent.items())


def settle_left_behind() -> int:
    """Part of the periodic work: who ended these had no time to say what they have used."""
    before = timezone.now() - LEFT_BEHIND
    calls = Charge.objects.live().filter(opened_at__lt=before).order_by("opened_at").values_list("call", flat=True)
    ended = Message.objects.filter(pk__in=list(calls[:CALLS_AT_ONCE])).exclude(status__in=Message.LIVE)
    runs = set(ended.exclude(run=None).values_list("run", flat=True))
    for run in runs:
        note_usage(run)
    return len(runs)


def _find_uncounted(run: Run) -> list[Message]:
    """Those with an open charge, and those that a process has asked which knew of none."""
    replies = list(run.replies.all())
    open_calls = set(
        Charge.objects.live().filter(call__in=[reply.pk for reply in replies]).values_list("call", flat=True)
    )
    return [reply for reply in replies if reply.pk in open_calls or _is_uncounted(reply)]


def _is_uncounted(reply: Message) -> bool:
    has_spoken = bool(reply.content or reply.reasoning or reply.tool_calls)
    return has_spoken and reply.usage is None and reply.error_code == INTERRUPTED.code


def _estimate(run: Run, replies: list[Message]) -> dict[UUID, Spent]:
    """By what each side was asked, but for the wishes of the request."""
    contenders = contenders_of(run.session).filter(participant__in=[reply.participant for reply in replies])
    question = run.turn.messages.get(role=Message.Role.USER)
    after = run.turn.parent
    plans = make_plans(contenders, Wishes(), session=run.session, after=after, question=question.content)
    return {reply.pk: _estimate_side(plans[reply.participant], reply) for reply in replies}


def _estimate_side(plan: Plan, reply: Message) -> Spent:
    said = {name: getattr(reply, name) for name in ("content", "reasoning", "tool_calls")}
    return estimate(plan.prompt, plan.price, said=said, model=plan.model)


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
