"""One question to several models."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from ai_model.asking import Failure, Side, ask, explain, plan, tell
from ai_model.catalog import Amounts
from ai_model.library.contacts import read_catalog
from ai_model.providers.errors import Overloaded, Unsupported
from ai_model.providers.events import End, Reached, Reason, Reasoning, Text, Usage
from ai_model.providers.prompts import Prompt, Said

PROMPT = Prompt("", (Said("user", "What is 2+2? [fast] [steady: fail 400]"),))
PRICE = Amounts(Decimal(2), Decimal(10))


def make_side(**options: Any) -> Side:
    """One that began after half a second and said ten tokens in two."""
    side = Side("demo/swift", PROMPT, **options)
    side.hear(Reached(0.0, 0.05, 0.1), after=0.1)
    side.hear(Usage(100, 0), after=0.1)
    side.hear(Reasoning("Hm."), after=0.5)
    side.hear(Text("4"), after=0.6)
    side.hear(Usage(100, 10), after=2.4)
    side.hear(End(Reason.STOP), after=2.5)
    side.ended_after = 2.5
    return side


def test_a_side_knows_how_fast_it_was_and_what_it_cost() -> None:
    side = make_side(amounts=PRICE)

    assert side.spoke_after == 0.5
    assert side.tokens_a_second == 5
    assert side.cost == Decimal("0.0003")


def test_what_is_told_to_programs_is_complete() -> None:
    told = tell(make_side(amounts=PRICE))

    assert told.pop("usage")["completion_tokens"] == 10
    assert told == {
        "model": "demo/swift",
        "text": "4",
        "reasoning": "Hm.",
        "finish_reason": "stop",
        "error": None,
        "code": None,
        "cause": None,
        "first_token_ms": 500,
        "duration_ms": 2500,
        "cost": 0.0003,
    }


def test_without_a_price_there_is_no_cost() -> None:
    assert make_side().cost is None


def test_who_never_spoke_used_nothing() -> None:
    side = Side("demo/swift", PROMPT, amounts=PRICE)
    waiting = tell(side)

    side.fail(Failure("It broke.", "upstream_error", "failed"))

    assert (waiting["usage"], waiting["duration_ms"]) == (None, None)
    assert (tell(side)["usage"], tell(side)["cost"], side.tokens_a_second) == (None, None, None)
    assert (tell(side)["error"], tell(side)["code"], tell(side)["cause"]) == ("It broke.", "upstream_error", "failed")


def test_who_failed_in_the_middle_is_counted_by_length() -> None:
    side = Side("demo/swift", PROMPT, amounts=PRICE)

    side.hear(Text("a" * 40), after=1.0)
    side.fail(Failure("It broke.", "upstream_error", "failed"))

    assert side.usage == Usage(input_tokens=10, output_tokens=10)
    assert tell(side)["usage"]["estimated"]


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (Overloaded(), Failure(Overloaded.sentence, "overloaded", "overloaded")),
        (
            Unsupported("tools"),
            Failure(
                "The provider did not take the question: this provider's dialect has no tools.",
                "upstream_refused",
                "unsupported",
            ),
        ),
    ],
)
def test_a_failure_is_told_in_our_words(error: Any, failure: Failure) -> None:
    assert explain(error) == failure


def test_one_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    names = ["demo/swift", "demo/steady", "openai/gpt-x", "demo/swift"]
    plans = [plan(name, PROMPT, catalog=read_catalog()) for name in names]
    told: list[str] = []

    asyncio.run(ask(plans, lambda side: told.append(side.name)))

    sides = [side for side, _ in plans]
    assert [side.failure and side.failure.cause for side in sides] == [None, "refused", "lacking", None]
    assert [side.answer.text for side in sides] == ["2+2 = 4", "", "", "2+2 = 4"]
    assert sides[2].failure == Failure("It cannot be asked yet: set OPENAI_API_KEY.", "auth", "lacking")
    assert sorted(told) == sorted(names)


def test_who_is_stopped_keeps_what_was_said() -> None:
    prompt = Prompt("", (Said("user", "Tell me about rain. [fast] [stall]"),))
    side, call = plan("demo/swift", prompt, catalog=read_catalog())
    assert call

    async def main() -> None:
        async with asyncio.timeout(0.3):
            await side.listen(call)

    with pytest.raises(TimeoutError):
        asyncio.run(main())

    assert side.answer.text
    assert side.ended_after is not None
    assert side.failure is None
