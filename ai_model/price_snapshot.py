"""What the public list of prices, as it came with the installed package, says of our models."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal

from genai_prices import data_snapshot, types

from ai_model.catalog import Amounts
from ai_model.models import AIModel
from ai_model.pricing import Quote

# Some prices change with the hour; those of midday are taken on every day, whenever it is asked.
MIDDAY = time(12, tzinfo=UTC)


def find_quotes(model: AIModel, today: date) -> Iterator[Quote]:
    """The price of today, then those already announced."""
    known = _find(model)
    if known is None:
        return
    for day in (today, *_announced(known, today)):
        if amounts := _amounts(known.get_prices(datetime.combine(day, MIDDAY))):
            yield Quote(model.name, amounts, None if day == today else day)


def _find(model: AIModel) -> types.ModelInfo | None:
    snapshot = data_snapshot.get_snapshot()
    try:
        provider = snapshot.find_provider(None, None, model.provider.base_url)
    except LookupError:
        return None
    return provider.find_model(model.model_code, all_providers=snapshot.providers)


def _announced(known: types.ModelInfo, today: date) -> list[date]:
    conditions = known.prices if isinstance(known.prices, list) else []
    starts = [
        condition.constraint.start_date
        for condition in conditions
        if isinstance(condition.constraint, types.StartDateConstraint)
    ]
    return sorted(start for start in starts if start > today)


def _amounts(prices: types.ModelPrice) -> Amounts | None:
    fresh, output, cached = map(_flat, (prices.input_mtok, prices.output_mtok, prices.cache_read_mtok))
    return None if fresh is None or output is None else Amounts(fresh, output, cached)


def _flat(amount: Decimal | types.TieredPrices | None) -> Decimal | None:
    """Of prices that grow with the length of a prompt, the one of short prompts."""
    base = amount.base if isinstance(amount, types.TieredPrices) else amount
    return None if base is None else round(base, 6)
