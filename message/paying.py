"""What a run may use is held before anybody is asked; who cannot be paid is not asked."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from ai_model.library import costs
from ai_model.models import AIModel
from ai_model.providers.calls import Call
from chat_session.models import Session
from message.models import Failure
from message.opening import Submit
from message.plans import USUAL_ANSWER, Plan
from usage.amounts import Spent
from usage.budgets import Asked, Payer
from usage.charging import charge


def pay(
    plans: Mapping[str, Plan],
    replies: Mapping[str, UUID],
    *,
    session: Session,
    models: Mapping[str, AIModel],
    submit: Submit,
) -> dict[str, Plan]:
    """The same plans, with a bound for each answer where there is a budget. In the transaction that opens the run."""
    payer = Payer(submit.user, submit.program, submit.address)
    asked = [_ask(plan, replies[side], model=models[side]) for side, plan in plans.items() if plan.call]
    held = charge(payer, asked, session=session.pk, is_hidden=session.is_blind)
    return {
        side: _refuse(plan) if replies[side] in held.unpaid else _bind(plan) if held.is_bounded else plan
        for side, plan in plans.items()
    }


def _ask(plan: Plan, call: UUID, *, model: AIModel) -> Asked:
    return Asked(call, model.pk, str(model.provider_id), _most(plan))


def _most(plan: Plan) -> Spent:
    """Of the models that may answer, the dearest."""
    usage = costs.bound(plan.prompt, answer=max(map(_longest, _chain(plan.call))))
    prices = plan.prices.values()
    known = [costs.cost_of(usage, amounts) for amounts in prices if amounts]
    return Spent(usage, max(known) if known and len(known) == len(prices) else None)


def _chain(call: Call | None) -> Iterator[Call]:
    while call:
        yield call
        call = call.fallback


def _longest(call: Call) -> int:
    """Tokens of its answer, which the provider is told where there is a budget."""
    return call.prompt.params.max_tokens or call.prompt.max_output or USUAL_ANSWER


def _bind(plan: Plan) -> Plan:
    return replace(plan, call=_bind_call(plan.call)) if plan.call else plan


def _bind_call(call: Call) -> Call:
    params = replace(call.prompt.params, max_tokens=_longest(call))
    fallback = _bind_call(call.fallback) if call.fallback else None
    return replace(call, prompt=replace(call.prompt, params=params), fallback=fallback)


def _refuse(plan: Plan) -> Plan:
    return Plan(plan.prompt, failure=Failure.BUDGET_EXCEEDED)
