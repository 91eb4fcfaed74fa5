"""Whom a budget is for, and how a question gets what its calls may use: it is held before they are made."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from api.networks import prefix_of
from api.refusals import Code, Refusal
from usage.amounts import Spent, Unit
from usage.models import Balance, Budget, Period, Scope
from user.models import APIKey, User

logger = logging.getLogger(__name__)

# How often a budget had no more, by its scope.
refused: Counter[str] = Counter()


@dataclass(frozen=True, slots=True)
class Payer:
    """Whoever asks, with which key, from where."""

    user: User
    program: APIKey | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that is about to be made, and what it uses at most."""

    call: UUID
    model: UUID
    provider: str
    most: Spent


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for each call, by balance; calls that cannot be paid; whether there was a budget at all."""

    amounts: Mapping[UUID, dict[int, int]]
    unpaid: frozenset[UUID]
    is_bounded: bool


@dataclass(frozen=True, slots=True)
class Purse:
    """A budget, who holds it, and calls that are paid from it: all of them or none."""

    budget: Budget
    holder: str
    calls: Sequence[Asked]


def _place(budget: Budget, holder: str) -> tuple[bool, int, str]:
    """Who locks in one order never waits in a circle. Providers first: they decide which calls the others pay."""
    return budget.scope != Scope.PROVIDER, budget.pk, holder


def _networks(payer: Payer) -> Iterable[str]:
    prefix = prefix_of(payer.address) if payer.user.is_guest else ""
    # The day's visitors are not to be read from the table.
    return [salted_hmac("usage.network", prefix, algorithm="sha256").hexdigest()] if prefix else []


HOLDERS: Mapping[str, Callable[[Payer], Iterable[str]]] = {
    Scope.SITE: lambda payer: [""],
    Scope.NETWORK: _networks,
    Scope.GUEST: lambda payer: [str(payer.user.pk)] if payer.user.is_guest else [],
    Scope.USER: lambda payer: [] if payer.user.is_guest else [str(payer.user.pk)],
    Scope.GROUP: lambda payer: map(str, payer.user.groups.values_list("pk", flat=True)),
    Scope.KEY: lambda payer: [str(payer.program.pk)] if payer.program else [],
}


def hold(payer: Payer, asked: Sequence[Asked]) -> Held:
    """In the transaction that makes the calls known. Raises if whoever asks has not enough left."""
    now = timezone.now()
    purses = sorted(_find_purses(payer, asked), key=lambda purse: _place(purse.budget, purse.holder))
    balances = _find_balances(purses, now)
    amounts: dict[UUID, dict[int, int]] = {each.call: {} for each in asked}
    unpaid: set[UUID] = set()
    for purse in purses:
        balance = balances[_key(purse, now)]
        calls = [each for each in purse.calls if each.call not in unpaid]
        if taken := _take(purse, balance, calls):
            for call, amount in taken.items():
                amounts[call][balance] = amount
        elif calls:
            refused[purse.budget.scope] += 1
            if purse.budget.scope != Scope.PROVIDER:
                raise _used_up(purse.budget, now)
            unpaid.update(_give_back(amounts, calls))
    return Held(amounts, frozenset(unpaid), is_bounded=bool(purses))


def _find_purses(payer: Payer, asked: Sequence[Asked]) -> Iterator[Purse]:
    for budget in Budget.objects.filter(is_active=True):
        if budget.scope == Scope.PROVIDER:
            # One by one: what one side cannot pay is no reason to be silent for the others.
            yield from (Purse(budget, each.provider, [each]) for each in asked if _means(budget, each.provider))
        else:
            holders = HOLDERS[budget.scope](payer)
            yield from (Purse(budget, holder, asked) for holder in holders if _means(budget, holder))


def _means(budget: Budget, holder: str) -> bool:
    return budget.target in ("", holder)


def _key(purse: Purse, now: datetime) -> tuple[int, str, date]:
    return purse.budget.pk, purse.holder, Period(purse.budget.period).begin(now)


def _find_balances(purses: Sequence[Purse], now: datetime) -> dict[tuple[int, str, date], int]:
    """By budget, holder and period; those that are not there yet are made."""
    wanted = {_key(purse, now) for purse in purses}
    if not wanted:
        return {}
    known = _read_balances(wanted)
    if missing := sorted(wanted - known.keys()):
        rows = [Balance(budget_id=budget, holder=holder, begins=begins) for budget, holder, begins in missing]
        Balance.objects.bulk_create(rows, ignore_conflicts=True)
        known = _read_balances(wanted)
    return known


def _read_balances(wanted: Iterable[tuple[int, str, date]]) -> dict[tuple[int, str, date], int]:
    budgets, holders, begins = (set(column) for column in zip(*wanted, strict=True))
    rows = Balance.objects.filter(budget__in=budgets, holder__in=holders, begins__in=begins)
    return {(row.budget_id, row.holder, row.begins): row.pk for row in rows}


def _take(purse: Purse, balance: int, calls: Sequence[Asked]) -> dict[UUID, int]:
    """What is now held for each call; nothing if there was not enough."""
    amounts = {each.call: each.most.count(Unit(purse.budget.unit)) for each in calls}
    known = {call: amount for call, amount in amounts.items() if amount is not None}
    if len(known) < len(amounts):
        logger.warning("a model whose price is not known cannot be asked: there is a budget of %s", purse.budget.unit)
        return {}
    found = Balance.objects.filter(pk=balance)
    return known if found.take(sum(known.values()), limit=purse.budget.limit) else {}


def _give_back(amounts: Mapping[UUID, dict[int, int]], calls: Sequence[Asked]) -> Iterator[UUID]:
    """What other budgets of its provider have granted to a call that will not be made."""
    for each in calls:
        for balance, amount in amounts[each.call].items():
            Balance.objects.filter(pk=balance).give_back(amount)
        amounts[each.call].clear()
        yield each.call


def _used_up(budget: Budget, now: datetime) -> Refusal:
    begins = Period(budget.period).end(now)
    left = (begins - now).total_seconds()
    return Refusal(
        Code.BUDGET_EXCEEDED, f"The budget is used up; the next one begins on {begins:%Y-%m-%d}.", retry_after=left
    )


def balance(paid: Iterable[tuple[Mapping[str, int], Spent]]) -> None:
    """Of calls that are over: what was held and not used is there again."""
    changes: dict[int, list[tuple[int, Spent]]] = defaultdict(list)
    for held, spent in paid:
        for number, amount in held.items():
            changes[int(number)].append((amount, spent))
    balances = Balance.objects.select_related("budget").filter(pk__in=changes) if changes else ()
    for row in sorted(balances, key=lambda row: _place(row.budget, row.holder)):
        left = sum(_left(*each, unit=Unit(row.budget.unit)) for each in changes[row.pk])
        Balance.objects.filter(pk=row.pk).give_back(left)


def _left(held: int, spent: Spent, *, unit: Unit) -> int:
    """All of it counts as used where nobody knows what was."""
    used = spent.count(unit)
    return 0 if used is None else held - used
