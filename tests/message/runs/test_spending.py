"""What a side has used: as its provider says, and where that says nothing or too little, by the length of its words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from ai_model.catalog import Amounts
from ai_model.providers.calls import Attempt, Call, Endpoint
from ai_model.providers.events import Usage
from ai_model.providers.prompts import Prompt, Said
from message.models import Failure
from message.plans import Plan
from message.runs.outcomes import INTERRUPTED, STOPPED, Outcome
from message.runs.spending import count_spent, show_spent
from usage.amounts import NOTHING, Spent

WELL = Outcome(status="success", reason="stop")  # type: ignore[arg-type]
DEAR, CHEAP = (Amounts(Decimal(number), Decimal(number)) for number in (1000, 1))
SENT = [Attempt("dear/model")]


def make_plan() -> Plan:
    """Of a model that nobody has heard yet."""
    model = f"dear/{uuid4().hex}"
    prompt = Prompt("m", (Said("user", "x" * 400),))
    call = Call(model, Endpoint("dear", "openai-chat", "http://dear.example"), prompt)
    return Plan(prompt, call, prices={model: DEAR, "cheap/model": CHEAP})


def say(text: str = "", reasoning: str = "") -> Mapping[str, Any]:
    return {"content": text, "reasoning": reasoning, "tool_calls": []}


def count(said: Mapping[str, Any], outcome: Outcome, **told: Any) -> Spent | None:
    return count_spent(make_plan(), said, **{"told": None, "attempts": SENT, "outcome": outcome, **told})


def test_what_its_provider_counted_is_believed() -> None:
    spent = count(say("Yes"), WELL, told=Usage(7, 5, reasoning_tokens=2))

    assert spent is not None
    assert (spent.usage.input_tokens, spent.usage.output_tokens, spent.is_estimated) == (7, 5, False)
    assert spent.cost == Decimal("0.012")


def test_who_stands_in_has_a_price_of_its_own() -> None:
    spent = count(say("Yes"), WELL, told=Usage(7, 5), stand_in="cheap/model")

    assert spent is not None
    assert spent.cost == Decimal("0.000012")


def test_what_nobody_counted_is_estimated() -> None:
    spent = count(say("Yes, indeed."), WELL, is_reached=True)

    assert spent is not None
    assert (spent.usage.input_tokens, spent.usage.output_tokens, spent.is_estimated) == (100, 3, True)


def test_of_what_was_cut_the_beginning_is_not_the_whole() -> None:
    """Some tell what they have heard at first, and what they have said only at the end."""
    spent = count(say("x" * 400), STOPPED, told=Usage(90, 1), is_reached=True)

    assert spent is not None
    assert (spent.usage.input_tokens, spent.usage.output_tokens, spent.is_estimated) == (90, 100, True)


@pytest.mark.parametrize("outcome", [STOPPED, INTERRUPTED, Outcome.failed(Failure.UPSTREAM_TIMEOUT)])
def test_who_may_have_worked_for_it_is_paid_for_having_listened(outcome: Outcome) -> None:
    spent = count(say(), outcome)

    assert spent is not None
    assert (spent.usage.input_tokens, spent.usage.output_tokens, spent.is_estimated) == (100, 0, True)


@pytest.mark.parametrize("failure", [Failure.AUTH, Failure.RATE_LIMITED, Failure.UPSTREAM_ERROR, Failure.MODERATED])
def test_who_refused_has_used_nothing(failure: Failure) -> None:
    spent = count(say(), Outcome.failed(failure))

    assert spent is NOTHING
    assert show_spent(spent) is None


def test_who_was_never_asked_is_not_charged() -> None:
    assert count(say(), STOPPED, attempts=[]) is None
