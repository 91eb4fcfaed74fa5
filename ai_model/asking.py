"""One question and the models that answer it: what each has said so far, how fast, and how it ended."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ai_model.catalog import Amounts, Catalog
from ai_model.keys import Lacking
from ai_model.library import contacts, costs, shapes
from ai_model.library.contacts import PATIENCES, Patiences
from ai_model.library.shapes import Answer
from ai_model.providers import calling
from ai_model.providers.calls import Attempt, Call
from ai_model.providers.errors import ProviderError, Unsupported
from ai_model.providers.events import Event, Reasoning, Text, ToolCall, Usage
from ai_model.providers.prompts import Prompt


@dataclass(frozen=True, slots=True)
class Failure:
    """A sentence for people, a code for programs, a cause for operators."""

    sentence: str
    code: str
    cause: str


class Side:
    """One of those who are asked. Times are seconds since the question."""

    def __init__(self, name: str, prompt: Prompt, *, amounts: Amounts | None = None) -> None:
        self.name = name
        self.prompt = prompt
        self.amounts = amounts
        self.answer = Answer()
        self.spoke_after: float | None = None
        self.ended_after: float | None = None
        self.failure: Failure | None = None

    async def listen(self, call: Call, attempts: list[Attempt] | None = None) -> None:
        """Until it has answered, failed or been stopped; requests that were sent are added to `attempts`."""
        began = time.monotonic()
        try:
            async with aclosing(calling.current().stream(call, attempts)) as events:
                async for event in events:
                    self.hear(event, after=time.monotonic() - began)
        except ProviderError as error:
            self.failure = explain(error)
        finally:
            self.ended_after = time.monotonic() - began

    def hear(self, event: Event, *, after: float) -> None:
        if self.spoke_after is None and isinstance(event, Text | Reasoning | ToolCall):
            self.spoke_after = after
        self.answer.hear(event)

    def fail(self, failure: Failure) -> None:
        """Before it was asked."""
        self.failure, self.ended_after = failure, 0.0

    @property
    def usage(self) -> Usage | None:
        """Once it has ended. Who never said anything has used nothing that we know of."""
        is_silent = self.spoke_after is None and not (self.answer.end or self.answer.usage)
        return None if self.ended_after is None or is_silent else self.answer.count(self.prompt)

    @property
    def tokens_a_second(self) -> float | None:
        """Once it speaks; what comes all at once has no speed."""
        speaking = (self.ended_after or 0.0) - (self.spoke_after or 0.0)
        is_known = self.usage and self.spoke_after is not None and speaking > 0
        return self.usage.output_tokens / speaking if self.usage and is_known else None

    @property
    def cost(self) -> Decimal | None:
        return costs.cost_of(self.usage, self.amounts) if self.usage and self.amounts else None


# Those who lack something are not called.
Plan = tuple[Side, Call | None]


async def ask(plans: Sequence[Plan], told: Callable[[Side], object]) -> None:
    """All at once; each that has ended is told."""

    async def follow(side: Side, call: Call | None) -> None:
        if call:
            await side.listen(call)
        told(side)

    await asyncio.gather(*(follow(side, call) for side, call in plans))


def plan(name: str, prompt: Prompt, *, catalog: Catalog, patiences: Patiences = PATIENCES) -> Plan:
    """Raises ValueError for names that mean nothing."""
    side = Side(name, prompt, amounts=contacts.find_amounts(name, catalog))
    return prepare(side, lambda: contacts.find(name, catalog).ask(prompt, patiences=patiences))


def prepare(side: Side, ask: Callable[[], Call]) -> Plan:
    """Who lacks a key or an address has failed before it is asked."""
    try:
        return side, ask()
    except Lacking as lacking:
        side.fail(Failure(f"It cannot be asked yet: {lacking}.", "auth", "lacking"))
        return side, None


def tell(side: Side) -> dict[str, Any]:
    """For programs."""
    usage, failure = side.usage, side.failure
    return {
        "model": side.name,
        "text": side.answer.text,
        "reasoning": side.answer.reasoning,
        "finish_reason": side.answer.finish,
        "error": failure and failure.sentence,
        "code": failure and failure.code,
        "cause": failure and failure.cause,
        "first_token_ms": _milliseconds(side.spoke_after),
        "duration_ms": _milliseconds(side.ended_after),
        "usage": usage and shapes.tell_usage(usage, is_estimated=side.answer.usage is None),
        "cost": None if side.cost is None else float(side.cost),
    }


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def explain(error: ProviderError) -> Failure:
    sentence = f"{error.sentence[:-1]}: {error}." if isinstance(error, Unsupported) else error.sentence
    return Failure(sentence, error.code, error.cause)
