"""What an answer costs, and how many tokens it probably has where its provider tells none."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import orjson

from ai_model.catalog import Amounts
from ai_model.providers.events import ToolCall, Usage
from ai_model.providers.prompts import Prompt

MILLION = 1_000_000
# Of a role and its marks.
TOKENS_A_MESSAGE = 16


@dataclass(frozen=True, slots=True)
class Rate:
    """How many bytes of UTF-8 a token has, in what a model hears and in what it says."""

    heard: float
    said: float


# Close for English; other scripts have more bytes a letter, and more tokens.
USUAL = Rate(4.0, 4.0)


def cost_of(usage: Usage, amounts: Amounts) -> Decimal:
    """In dollars. Where a provider bills other numbers than it counts, those it bills."""
    read = usage.input_tokens if usage.billed_input_tokens is None else usage.billed_input_tokens
    written = usage.output_tokens if usage.billed_output_tokens is None else usage.billed_output_tokens
    cached = min(usage.cached_tokens, read)
    cached_price = amounts.input_price if amounts.cached_input_price is None else amounts.cached_input_price
    return ((read - cached) * amounts.input_price + cached * cached_price + written * amounts.output_price) / MILLION


def total(counts: Sequence[Usage]) -> Usage:
    """What several answers used."""
    return Usage(
        sum(each.input_tokens for each in counts),
        sum(each.output_tokens for each in counts),
        reasoning_tokens=sum(each.reasoning_tokens for each in counts),
        cached_tokens=sum(each.cached_tokens for each in counts),
        billed_input_tokens=_total_billed([(each.billed_input_tokens, each.input_tokens) for each in counts]),
        billed_output_tokens=_total_billed([(each.billed_output_tokens, each.output_tokens) for each in counts]),
    )


def _total_billed(counts: Sequence[tuple[int | None, int]]) -> int | None:
    if all(billed is None for billed, _ in counts):
        return None
    return sum(counted if billed is None else billed for billed, counted in counts)


def estimate(
    prompt: Prompt, *, text: str = "", reasoning: str = "", calls: Iterable[ToolCall] = (), rate: Rate = USUAL
) -> Usage:
    """By length alone."""
    thought = count_tokens([reasoning], rate.said)
    return Usage(
        input_tokens=count_tokens(texts_of(prompt), rate.heard),
        output_tokens=thought + count_tokens([text, *texts_of_calls(calls)], rate.said),
        reasoning_tokens=thought,
    )


def bound(prompt: Prompt, *, answer: int) -> Usage:
    """What it uses at most, with so many tokens for the answer: none has less than a byte."""
    heard = count_bytes(texts_of(prompt)) + TOKENS_A_MESSAGE * (1 + len(prompt.messages) + len(prompt.tools))
    return Usage(input_tokens=heard, output_tokens=answer)


def count_tokens(texts: Iterable[str], bytes_a_token: float = USUAL.said) -> int:
    return math.ceil(count_bytes(texts) / bytes_a_token)


def count_bytes(texts: Iterable[str]) -> int:
    return sum(len(text.encode(errors="replace")) for text in texts)


def texts_of(prompt: Prompt) -> Iterator[str]:
    yield prompt.system
    for said in prompt.messages:
        yield said.text
        yield from texts_of_calls(said.tool_calls)
    for tool in prompt.tools:
        yield from (tool.name, tool.description, orjson.dumps(tool.parameters).decode())


def texts_of_calls(calls: Iterable[ToolCall]) -> Iterator[str]:
    for call in calls:
        yield from (call.name, call.arguments)
