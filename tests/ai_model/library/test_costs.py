"""What answers cost."""

from decimal import Decimal

import pytest

from ai_model.catalog import Amounts
from ai_model.library.costs import cost_of, count_tokens, estimate, total
from ai_model.providers.events import ToolCall, Usage
from ai_model.providers.prompts import Prompt, Said, Tool

PRICE = Amounts(Decimal(2), Decimal(10), Decimal("0.5"))


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (Usage(), "0"),
        (Usage(1_000_000, 0), "2"),
        (Usage(0, 1_000_000), "10"),
        (Usage(1_000_000, 0, cached_tokens=400_000), "1.4"),
        # More cached than read is a provider's slip.
        (Usage(100, 0, cached_tokens=1_000_000), "0.00005"),
        # Reasoning is part of the output.
        (Usage(0, 1_000_000, reasoning_tokens=900_000), "10"),
        (Usage(9, 9, billed_input_tokens=1_000_000, billed_output_tokens=0), "2"),
        (Usage(0, 9, billed_output_tokens=1_000_000), "10"),
    ],
)
def test_a_cost_is_exact(usage: Usage, dollars: str) -> None:
    assert cost_of(usage, PRICE) == Decimal(dollars)


def test_without_a_price_of_its_own_what_is_cached_costs_what_is_fresh() -> None:
    usage = Usage(1_000_000, 0, cached_tokens=1_000_000)

    assert cost_of(usage, Amounts(Decimal(2), Decimal(10))) == 2


def test_a_price_of_nothing_for_what_is_cached_counts() -> None:
    usage = Usage(1_000_000, 0, cached_tokens=1_000_000)

    assert cost_of(usage, Amounts(Decimal(2), Decimal(10), Decimal(0))) == 0


def test_answers_are_added_up() -> None:
    counts = [Usage(1, 2, 3, 4), Usage(10, 20, 30, 40, billed_input_tokens=7)]

    assert total(counts) == Usage(11, 22, 33, 44, billed_input_tokens=8)
    assert total([]) == Usage()


@pytest.mark.parametrize(("texts", "tokens"), [([""], 0), (["a"], 1), (["abcd"], 1), (["abcd", "e"], 2), (["नमस्ते"], 5)])
def test_four_bytes_are_a_token(texts: list[str], tokens: int) -> None:
    assert count_tokens(texts) == tokens


def test_all_that_was_sent_and_said_is_estimated() -> None:
    prompt = Prompt(
        "m",
        (Said("user", "x" * 40), Said("assistant", "", (ToolCall("1", "find", '{"of":1}'),))),
        system="y" * 40,
        tools=(Tool("find", "z" * 4, {}),),
    )

    usage = estimate(prompt, text="a" * 8, reasoning="b" * 12, calls=[ToolCall("2", "find", "{}  ")])

    assert usage == Usage(input_tokens=26, output_tokens=7, reasoning_tokens=3)
