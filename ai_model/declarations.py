"""What may be written in the catalog: every key, the values it takes, and what is said of other values."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ai_model import addresses, names
from ai_model.providers.guarding import may_be_called
from ai_model.providers.profiles import PROFILES
from ai_model.providers.table import DIALECTS

MAX_PRICE = Decimal(100_000)
MAX_COUNT = 2**31 - 1
MAX_DISPLAY_NAME = 120

Rule = Callable[[Any], Any]


class Wrong(ValueError):
    """A value is not what its key takes; the message goes on from "key is ..."."""


def text(longest: int) -> Rule:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > longest or "\0" in value:
            raise Wrong(f"a text of 1 to {longest} characters in quotes")
        return value.strip()

    return check


def matching(holds: Callable[[str], Any], what: str) -> Rule:
    def check(value: Any) -> str:
        if not isinstance(value, str) or not holds(value):
            raise Wrong(what)
        return value

    return check


def one_of(options: Mapping[str, Any]) -> Rule:
    return matching(options.__contains__, f"one of {', '.join(options)}")


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Wrong("true or false, without quotes")
    return value


def count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_COUNT:
        raise Wrong("a whole number of at least 1, without quotes")
    return value


def price(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not is_price(Decimal(value)):
        raise Wrong("a price in dollars per million tokens, at least 0, with at most six decimals, without quotes")
    return Decimal(value)


def is_price(amount: Decimal) -> bool:
    return amount.is_finite() and 0 <= amount < MAX_PRICE and amount == round(amount, 6)


def day(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise Wrong("a date such as 2026-11-20, without quotes")
    return value


def words(rule: Rule, what: str) -> Rule:
    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise Wrong(what)
        try:
            return tuple(map(rule, value))
        except Wrong as error:
            raise Wrong(what) from error

    return check


def is_base(value: str) -> bool:
    """The operator's word goes for private addresses too, but not where a cloud keeps the machine's credentials."""
    return addresses.is_address(value) and may_be_called(value, may_be_private=True)


VARIABLE = matching(names.VARIABLE.fullmatch, "the name of an environment variable")

PROVIDER: Mapping[str, Rule] = {
    "dialect": one_of(DIALECTS),
    "base_url": matching(is_base, "an http or https address with a host, without user or query, and not of metadata"),
    "base_url_env": VARIABLE,
    "api_key_env": VARIABLE,
    "max_concurrency": count,
    "profile": one_of(PROFILES),
    "is_active": flag,
}

AMOUNTS = ("input_price", "output_price", "cached_input_price")
MODEL: Mapping[str, Rule] = {
    "name": matching(names.is_model_name, "provider/code, such as openai/gpt-4o"),
    "model_code": matching(names.is_model_code, "what the provider calls the model"),
    "display_name": text(MAX_DISPLAY_NAME),
    "description": text(2000),
    "capabilities": words(
        matching(names.is_capability, "a word"), 'a list of words in small letters: ["vision", "tools"]'
    ),
    "context_window": count,
    "max_output": count,
    "license": text(120),
    "organization": text(120),
    "release_date": day,
    "random_only": flag,
    "is_thinking_model": flag,
    "aliases": words(text(120), 'a list of texts: ["GPT-4o", "ChatGPT"]'),
    "fallback": matching(names.is_model_name, "provider/code of another model"),
    "is_active": flag,
    "price_from": day,
    **dict.fromkeys(AMOUNTS, price),
}
