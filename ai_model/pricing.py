"""How a new price becomes a row: from which day it holds, and when there is nothing new about it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ai_model.catalog import Amounts, today
from ai_model.models import AIModel, Price


@dataclass(frozen=True, slots=True)
class Quote:
    """A price somebody names for a model; without a day it holds from today on, if it is another one."""

    model: str
    amounts: Amounts
    valid_from: date | None = None


def write(model: AIModel, quote: Quote) -> list[str]:
    """What changed, in at most one line."""
    day = quote.valid_from or today()
    before = model.price_on(day)
    if before and before.amounts == quote.amounts.as_tuple:
        return []
    Price.objects.update_or_create(
        model=model,
        valid_from=day,
        defaults={
            "input_price": quote.amounts.input_price,
            "output_price": quote.amounts.output_price,
            "cached_input_price": quote.amounts.cached_input_price,
        },
    )
    told = f"{_told(quote.amounts.as_tuple)} from {day}"
    return [f"~ price {model}: {_told(before.amounts)} → {told}" if before else f"+ price {model}: {told}"]


def _told(amounts: tuple[Decimal, Decimal, Decimal | None]) -> str:
    fresh, output, cached = (None if amount is None else f"{amount.normalize():f}" for amount in amounts)
    return f"{fresh} in" + (f", {cached} cached" if cached is not None else "") + f", {output} out"
