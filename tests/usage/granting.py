"""Budgets of the tests: each is for one person, key or provider alone, as all tests share a site."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from ai_model.catalog import Amounts
from ai_model.library.costs import cost_of
from ai_model.models import AIModel, Price, Provider
from ai_model.providers.events import Usage
from tests.conversations import make_model
from usage.amounts import Spent
from usage.budgets import Asked
from usage.models import Balance, Budget, Charge, Scope

# Dollars a million tokens.
PRICES = Amounts(Decimal(1000), Decimal(2000))


def grant(amount: object, unit: str = "tokens", **target: Any) -> Budget:
    """For one user, unless something else is named."""
    names = {"user": Scope.USER, "key": Scope.KEY, "group": Scope.GROUP, "provider": Scope.PROVIDER}
    scope = target.pop("scope", None) or next(names[name] for name in target if name in names)
    return Budget.objects.create(scope=scope, amount=Decimal(str(amount)), unit=unit, **target)


def make_provider() -> Provider:
    return Provider.objects.create(name=f"p-{uuid4().hex}", dialect="openai-chat", base_url="http://else.example")


def price(model: AIModel) -> AIModel:
    Price.objects.create(model=model, input_price=PRICES.input_price, output_price=PRICES.output_price)
    return model


def spend(heard: int, said: int, *, is_estimated: bool = False) -> Spent:
    usage = Usage(heard, said)
    return Spent(usage, cost_of(usage, PRICES), is_estimated)


def ask_for(most: Spent, model: AIModel | None = None) -> Asked:
    model = model or make_model()
    return Asked(uuid4(), model.pk, str(model.provider_id), most)


def used(budget: Budget) -> int:
    """By all who have a balance of it."""
    return sum(Balance.objects.filter(budget=budget).values_list("used", flat=True))


def charges_of(*calls: Any) -> list[Charge]:
    return list(Charge.objects.filter(call__in=calls).order_by("call", "number"))
