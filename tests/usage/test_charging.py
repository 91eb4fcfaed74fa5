"""A call is written down before it is made, and settled once, whoever does it."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from ai_model.providers.calls import Attempt
from api.refusals import Refusal
from tests.conversations import make_model
from tests.people import Client
from tests.usage.granting import ask_for, charges_of, grant, price, spend, used
from usage.amounts import LOST, NOTHING
from usage.budgets import Payer
from usage.charging import Settlement, charge, forget_balances, settle, settle_forgotten
from usage.models import Balance, Charge

MOST = spend(100, 50)


def test_what_it_used_at_last_is_what_counts(owner: Client) -> None:
    budget = grant(1000, user=owner.user)
    asked = ask_for(MOST)

    held = charge(Payer(owner.user), [asked])
    before = used(budget)
    settle([Settlement(asked.call, "success", spend(7, 5))])

    (row,) = charges_of(asked.call)
    assert (list(held.amounts[asked.call].values()), held.is_bounded) == ([150], True)
    assert (before, used(budget)) == (150, 12)
    assert (row.input_tokens, row.output_tokens, row.outcome, row.user) == (7, 5, "success", owner.user)
    assert row.cost == Decimal("0.017")
    assert row.settled_at is not None


def test_a_call_that_cannot_be_paid_is_not_written_down(owner: Client) -> None:
    model = make_model()
    grant(150, provider=model.provider)
    asked = [ask_for(MOST, model), ask_for(MOST, model)]

    held = charge(Payer(owner.user), asked)

    assert held.unpaid == {asked[1].call}
    assert [row.call for row in charges_of(*(each.call for each in asked))] == [asked[0].call]


def test_settled_twice_is_settled_once(owner: Client) -> None:
    budget = grant(1000, user=owner.user)
    asked = ask_for(MOST)
    charge(Payer(owner.user), [asked])

    settle([Settlement(asked.call, "success", spend(7, 5))])
    settle([Settlement(asked.call, "interrupted", spend(70, 50))])

    assert [row.outcome for row in charges_of(asked.call)] == ["success"]
    assert used(budget) == 12


def test_a_call_that_was_never_made_leaves_nothing(owner: Client) -> None:
    budget = grant(1000, user=owner.user)
    asked = ask_for(MOST)
    charge(Payer(owner.user), [asked])

    settle([Settlement(asked.call, "stopped", None)])

    assert charges_of(asked.call) == []
    assert used(budget) == 0


def test_attempts_that_came_to_nothing_are_calls_too(owner: Client) -> None:
    model, stand_in = make_model(), make_model()
    asked = ask_for(MOST, model)
    charge(Payer(owner.user), [asked])
    failed = [Attempt(model.name, "failed"), Attempt(model.name, "rate_limited")]

    settle([Settlement(asked.call, "success", spend(7, 5), stand_in=stand_in.name, failed=failed)])

    rows = charges_of(asked.call)
    assert [(row.number, row.model, row.outcome) for row in rows] == [
        (0, stand_in, "success"),
        (1, model, "failed"),
        (2, model, "rate_limited"),
    ]
    assert [row.output_tokens for row in rows] == [5, 0, 0]


def test_more_than_was_held_is_counted_too(owner: Client) -> None:
    budget = grant(1000, user=owner.user)
    asked = ask_for(MOST)
    charge(Payer(owner.user), [asked])

    settle([Settlement(asked.call, "success", spend(400, 500))])

    assert used(budget) == 900


@pytest.mark.parametrize(("spent", "left"), [(NOTHING, 0), (LOST, 0)])
def test_tokens_that_nobody_knows_of_are_none(spent: object, left: int, owner: Client) -> None:
    budget = grant(1000, user=owner.user)
    asked = ask_for(MOST)
    charge(Payer(owner.user), [asked])

    settle([Settlement(asked.call, "lost", spent)])  # type: ignore[arg-type]

    assert used(budget) == left


def test_money_that_nobody_knows_of_stays_held(owner: Client) -> None:
    budget = grant(1, "dollars", user=owner.user)
    asked = ask_for(MOST)
    charge(Payer(owner.user), [asked])

    settle([Settlement(asked.call, "lost", LOST)])

    assert used(budget) == 200 * 10**9


def test_who_cannot_pay_writes_nothing(owner: Client) -> None:
    grant(149, user=owner.user)
    asked = ask_for(MOST)

    with pytest.raises(Refusal, match="begins on"):
        charge(Payer(owner.user), [asked])

    assert charges_of(asked.call) == []


def test_what_nobody_settles_is_settled_after_a_day(owner: Client) -> None:
    old, new = ask_for(MOST), ask_for(MOST)
    charge(Payer(owner.user), [old, new])
    Charge.objects.filter(call=old.call).update(opened_at=timezone.now() - timedelta(days=2))

    settle_forgotten()

    assert [row.outcome for row in charges_of(old.call)] == ["lost"]
    assert charges_of(old.call)[0].is_estimated
    assert charges_of(new.call)[0].settled_at is None


def test_balances_of_former_years_are_forgotten(owner: Client) -> None:
    budget = grant(1000, user=owner.user)
    charge(Payer(owner.user), [ask_for(MOST)])
    Balance.objects.create(budget=budget, holder="long ago", begins=timezone.now().date() - timedelta(days=500))

    forget_balances()

    assert [balance.used for balance in Balance.objects.filter(budget=budget)] == [150]


def test_a_reveal_is_of_one_battle(owner: Client) -> None:
    ours, theirs = uuid4(), uuid4()
    asked = [ask_for(MOST), ask_for(MOST)]
    for each, session in zip(asked, (ours, theirs), strict=True):
        charge(Payer(owner.user), [each], session=session, is_hidden=True)
    settle(Settlement(each.call, "success", spend(7, 5)) for each in asked)

    Charge.objects.reveal(ours)

    assert [row.call for row in Charge.objects.of(owner.user).told()] == [asked[0].call]


def test_prices_are_of_a_million_tokens(owner: Client) -> None:
    """The smallest price there can be is still a whole number of units."""
    budget = grant("0.3", "dollars", user=owner.user)
    asked = ask_for(MOST, price(make_model()))

    charge(Payer(owner.user), [asked])

    assert Balance.objects.get(budget=budget).used == 200 * 10**9
