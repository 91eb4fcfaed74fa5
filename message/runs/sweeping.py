"""Ends what workers have left behind that are gone: with the text that the journal holds, and never anew."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from ai_model.models import AIModel
from ai_model.providers.calling import Spot
from message import journal
from message.models import Message, Run, Worker
from message.opening import contenders_of
from message.plans import Plan, Wishes, make_plans
from message.presence import presence
from message.runs.logs import Log
from message.runs.outcomes import INTERRUPTED
from message.runs.saving import Ending, close, sum_up, write
from message.runs.voices import estimate_usage

logger = logging.getLogger(__name__)

# A model that speaks in so many workers when they crash, within a minute, is left alone for a while.
CRASHES = 3
CRASH_WINDOW = timedelta(minutes=1)


def sweep() -> list[Spot]:
    """Returns the models that workers crash with."""
    presence.bury()
    for run in Run.objects.abandoned().values_list("pk", flat=True):
        if end_abandoned(run):
            logger.warning("run %s was interrupted: its worker is gone", run)
    return find_deadly()


@transaction.atomic
def end_abandoned(pk: UUID) -> bool:
    # Its whole row: who would still add to its journal waits, and then finds it over.
    run = Run.objects.live().select_for_update().filter(pk=pk).first()
    if run is None:
        return False
    logs = read_logs(pk)
    replies = list(run.replies.live().order_by("participant"))
    plans = _plan_again(run, replies) if logs else {}
    for reply in replies:
        said = _said(logs[reply.participant], plans[reply.participant]) if reply.participant in logs else {}
        write(Ending(reply.pk, INTERRUPTED, pk, said))
    close(pk)
    return True


def read_logs(run: UUID) -> dict[str, Log]:
    logs: dict[str, Log] = {}
    for _, said in journal.read([run]):
        for side, pieces in said.items():
            logs.setdefault(side, Log(side)).add_pieces(pieces)
    return logs


def find_deadly() -> list[Spot]:
    crashed = Worker.objects.crashed(since=CRASH_WINDOW).values_list("speaking", flat=True)
    counts = Counter(name for names in crashed for name in names)
    deadly = [name for name, count in counts.items() if count >= CRASHES]
    models = AIModel.objects.select_related("provider").filter(name__in=deadly) if deadly else ()
    return [Spot(model.name, model.provider.address) for model in models]


def _said(log: Log, plan: Plan) -> Mapping[str, Any]:
    """Its provider has told nobody what it used."""
    said = sum_up(log)
    usage = estimate_usage(
        plan.prompt,
        plan.prices.get(plan.model),
        text=said["content"],
        reasoning=said["reasoning"],
        calls=said["tool_calls"],
    )
    return {**said, "usage": usage}


def _plan_again(run: Run, replies: list[Message]) -> dict[str, Plan]:
    """What each side was asked, but for the wishes of the request."""
    contenders = contenders_of(run.session).filter(participant__in=[reply.participant for reply in replies])
    question = run.turn.messages.get(role=Message.Role.USER)
    after = run.turn.parent
    return make_plans(contenders, Wishes(), session=run.session, after=after, question=question.content)
