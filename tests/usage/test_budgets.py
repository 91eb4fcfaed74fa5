"""Who shares which budget, in which unit, for how long; and that nobody gets more than there is."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from api.refusals import Code, Refusal
from tests.conversations import make_model
from tests.people import Client
from tests.usage.granting import ask_for, grant, make_provider, spend, used
from usage.amounts import Spent
from usage.budgets import Payer, hold
from usage.models import Budget, Period, Scope
from user.tokens import issue_key

MOST = spend(60, 40)


def holds(payer: Payer, most: Spent = MOST) -> bool:
    try:
        hold(payer, [ask_for(most)])
    except Refusal as refusal:
        return refusal.code is not Code.BUDGET_EXCEEDED
    return True


def test_it_is_used_to_the_last_token_and_no_further(owner: Client) -> None:
    budget = grant(250, user=owner.user)

    granted = [holds(Payer(owner.user)) for _ in range(3)] + [holds(Payer(owner.user), spend(30, 20))]

    assert granted == [True, True, False, True]
    assert used(budget) == 250


def test_money_is_counted_to_the_last_cent(owner: Client) -> None:
    """A call of 60 and 40 tokens costs 0.06 + 0.08 dollars."""
    budget = grant("0.42", "dollars", user=owner.user)

    granted = [holds(Payer(owner.user)) for _ in range(4)]

    assert granted == [True, True, True, False]
    assert used(budget) == 420_000_000_000


def test_the_sides_of_a_question_are_paid_together_or_not_at_all(owner: Client) -> None:
    budget = grant(250, user=owner.user)

    with pytest.raises(Refusal), transaction.atomic():
        hold(Payer(owner.user), [ask_for(MOST) for _ in range(3)])

    assert used(budget) == 0


def test_each_has_what_is_for_each(owner: Client, stranger: Client, guest: Client) -> None:
    with transaction.atomic():
        grant(100, scope=Scope.USER)

        granted = [holds(Payer(each.user)) for each in (owner, stranger, owner, guest, guest)]
        transaction.set_rollback(True)

    assert granted == [True, True, False, True, True]


def test_the_guests_of_a_network_share_one(owner: Client, guest: Client) -> None:
    with transaction.atomic():
        grant(100, scope=Scope.NETWORK)

        near, nearer, far = ("203.0.113.7", "203.0.113.200", "203.0.114.7")
        granted = [
            holds(Payer(each.user, address=place))
            for each, place in [(guest, near), (guest, nearer), (guest, far), (owner, near)]
        ]
        transaction.set_rollback(True)

    assert granted == [True, False, True, True]


def test_all_share_the_one_of_the_site(owner: Client, guest: Client) -> None:
    with transaction.atomic():
        grant(100, scope=Scope.SITE)

        granted = [holds(Payer(each.user)) for each in (owner, guest)]
        transaction.set_rollback(True)

    assert granted == [True, False]


def test_a_group_shares_one(owner: Client, stranger: Client, guest: Client) -> None:
    group = Group.objects.create(name=str(owner.user.pk))
    group.user_set.add(owner.user, stranger.user)
    grant(100, group=group)

    assert [holds(Payer(each.user)) for each in (owner, stranger, guest)] == [True, False, True]


def test_a_key_has_its_own(owner: Client) -> None:
    limited, free = (issue_key(owner.user, name)[0] for name in ("limited", "free"))
    grant(100, key=limited)

    assert [holds(Payer(owner.user, key)) for key in (limited, limited, free, None)] == [True, False, True, True]


def test_who_cannot_pay_a_provider_asks_only_the_others(owner: Client) -> None:
    dear, cheap = make_model(), make_model(provider=make_provider())
    limits = [grant(1, "dollars", provider=dear.provider), grant(150, provider=dear.provider)]
    asked = [ask_for(MOST, dear), ask_for(MOST, dear), ask_for(MOST, cheap)]
    personal = grant(1000, user=owner.user)

    held = hold(Payer(owner.user), asked)

    assert held.unpaid == {asked[1].call}
    assert held.amounts[asked[1].call] == {}
    assert [used(limits[0]), used(limits[1]), used(personal)] == [140_000_000_000, 100, 200]


def test_a_model_without_a_price_is_not_asked_for_money(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    grant(1000, "dollars", user=owner.user)

    assert not holds(Payer(owner.user), Spent(MOST.usage, None))
    assert "whose price is not known" in caplog.text


def test_one_that_is_not_active_bounds_nobody(owner: Client) -> None:
    grant(0, user=owner.user, is_active=False)

    assert hold(Payer(owner.user), [ask_for(MOST)]).is_bounded is False


def test_who_is_refused_learns_when_the_next_one_begins(owner: Client) -> None:
    grant(0, user=owner.user, period=Period.MONTH)

    with pytest.raises(Refusal) as refused:
        hold(Payer(owner.user), [ask_for(MOST)])

    assert 0 < (refused.value.retry_after or 0) <= 31 * 24 * 3600
    assert str(refused.value.detail).endswith("-01.")


@pytest.mark.parametrize(
    ("period", "now", "begin", "end"),
    [
        (Period.DAY, "2026-12-31T23:59:59", "2026-12-31", "2027-01-01"),
        (Period.MONTH, "2026-12-31T23:59:59", "2026-12-01", "2027-01-01"),
        (Period.MONTH, "2026-01-31T00:00:00", "2026-01-01", "2026-02-01"),
    ],
)
def test_periods_are_of_the_calendar(period: Period, now: str, begin: str, end: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert period.begin(moment).isoformat() == begin
    assert period.end(moment) == datetime.fromisoformat(end).replace(tzinfo=UTC)


@pytest.mark.parametrize("scope", [Scope.SITE, Scope.GUEST, Scope.KEY])
def test_a_name_that_the_scope_does_not_mean_is_refused(scope: str, owner: Client) -> None:
    fields: Any = {"scope": scope, "user": owner.user, "unit": "tokens", "amount": 1}

    with pytest.raises(ValidationError, match="nobody of this kind"):
        Budget(**fields).full_clean()
