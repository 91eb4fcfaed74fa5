"""How calls to providers are written down: before they are made, and once when they are over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ai_model.models import AIModel
from ai_model.providers.calls import Attempt
from usage.amounts import LOST, NOTHING, Spent
from usage.budgets import Asked, Held, Payer, balance, hold
from usage.models import Balance, Charge

COUNTS = ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens")
FILLED = (*COUNTS, "heard", "said", "cost", "is_estimated", "outcome", "settled_at")
# The longest answer is over by then, and the longest outage.
FORGOTTEN = timedelta(days=1)
BALANCES_KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of a call. Nothing was spent if nothing was sent."""

    call: UUID
    outcome: str
    spent: Spent | None
    # The model that answered in place of the one that was asked.
    stand_in: str = ""
    failed: Sequence[Attempt] = ()


def charge(payer: Payer, asked: Sequence[Asked], *, session: UUID | None = None, is_hidden: bool = False) -> Held:
    """In the transaction that makes the calls known."""
    held = hold(payer, asked)
    Charge.objects.bulk_create(
        Charge(
            call=each.call,
            user=payer.user,
            key=payer.program,
            model_id=each.model,
            session=session,
            is_hidden=is_hidden,
            held=held.amounts[each.call],
        )
        for each in asked
        if each.call not in held.unpaid
    )
    return held


@transaction.atomic(savepoint=False)
def settle(settlements: Iterable[Settlement]) -> None:
    """Each once, whoever else does it too."""
    told = {each.call: each for each in settlements}
    # Who has them first settles them; the others find nothing left.
    charges = list(Charge.objects.live().filter(call__in=told, number=0).order_by("pk").select_for_update(no_key=True))
    if not charges:
        return
    named = _find_models(told.values())
    for row in charges:
        _close(row, told[row.call], named=named)
    balance([(row.held, told[row.call].spent or NOTHING) for row in charges if row.held])


def settle_forgotten() -> int:
    """Part of the periodic work: nobody is left who could say what these have used."""
    lost = Charge.objects.live().filter(opened_at__lt=timezone.now() - FORGOTTEN)
    settlements = [Settlement(call, "lost", LOST) for call in lost.values_list("call", flat=True)]
    settle(settlements)
    return len(settlements)


def forget_balances() -> int:
    """Part of the periodic work."""
    return Balance.objects.filter(begins__lt=timezone.now() - BALANCES_KEPT).delete()[0]


def _find_models(settlements: Iterable[Settlement]) -> Mapping[str, UUID]:
    names = {
        name for each in settlements for name in (each.stand_in, *(attempt.model for attempt in each.failed)) if name
    }
    return dict(AIModel.objects.filter(name__in=names).values_list("name", "pk")) if names else {}


def _close(row: Charge, settlement: Settlement, *, named: Mapping[str, UUID]) -> None:
    if settlement.spent is None:
        Charge.objects.filter(pk=row.pk).delete()
        return
    asked = row.model_id
    row.model_id = named.get(settlement.stand_in, asked)
    _fill(row, settlement)
    row.save(update_fields=[*FILLED, "model"])
    Charge.objects.bulk_create(
        Charge(
            call=row.call,
            number=number,
            user_id=row.user_id,
            key_id=row.key_id,
            model_id=named.get(attempt.model, asked),
            session=row.session,
            is_hidden=row.is_hidden,
            cost=0,
            outcome=attempt.cause,
            opened_at=row.opened_at,
            settled_at=row.settled_at,
        )
        for number, attempt in enumerate(settlement.failed, 1)
    )


def _fill(row: Charge, settlement: Settlement) -> None:
    spent = settlement.spent or NOTHING
    for name in COUNTS:
        setattr(row, name, getattr(spent.usage, name))
    row.heard, row.said = spent.heard, spent.said
    row.cost, row.is_estimated = spent.cost, spent.is_estimated
    row.outcome, row.settled_at = settlement.outcome, timezone.now()
