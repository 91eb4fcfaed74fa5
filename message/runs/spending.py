"""What a side has used: as its provider says, and where that says nothing or is cut off, by the length of its words."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from ai_model.catalog import Amounts
from ai_model.library import costs
from ai_model.providers.calls import Attempt
from ai_model.providers.events import ToolCall, Usage
from ai_model.providers.prompts import Prompt
from message.models import Failure, Message
from message.plans import Plan
from message.runs.outcomes import Outcome
from usage.amounts import NOTHING, Spent
from usage.rates import rates

# Whoever was asked and ended like this may have worked for us, though we have heard nothing.
UNHEARD = {"", Failure.INTERRUPTED, Failure.UPSTREAM_TIMEOUT, Failure.UPSTREAM_RESET, Failure.INTERNAL}


def count_spent(
    plan: Plan,
    said: Mapping[str, Any],
    *,
    told: Usage | None,
    outcome: Outcome,
    attempts: Collection[Attempt],
    stand_in: str = "",
    is_reached: bool = False,
) -> Spent | None:
    """Nothing if nobody was asked."""
    if not attempts:
        return None
    model = stand_in or plan.model
    amounts = plan.prices.get(model)
    if told and outcome.status == Message.Status.SUCCESS:
        spent = _measure(_spend(told, amounts), plan.prompt, said)
        hidden = 0 if said["reasoning"] else told.reasoning_tokens
        rates.learn(model, spent, shown_tokens=told.output_tokens - hidden)
        return spent
    if not (told or is_reached or outcome.code in UNHEARD):
        return NOTHING
    return _complete(told, estimate(plan.prompt, amounts, said=said, model=model), amounts)


def _complete(told: Usage | None, guessed: Spent, amounts: Amounts | None) -> Spent:
    """Of an answer that was cut: what was counted before may be its beginning only."""
    if told is None:
        return guessed
    if told.input_tokens and told.output_tokens >= guessed.usage.output_tokens:
        return _spend(told, amounts)
    most = {
        name: max(getattr(told, name), getattr(guessed.usage, name)) for name in ("output_tokens", "reasoning_tokens")
    }
    heard = told.input_tokens or guessed.usage.input_tokens
    return replace(_spend(replace(told, input_tokens=heard, **most), amounts), is_estimated=True)


def estimate(prompt: Prompt, amounts: Amounts | None, *, said: Mapping[str, Any], model: str) -> Spent:
    calls = [ToolCall(**call) for call in said.get("tool_calls", ())]
    text, reasoning = said.get("content", ""), said.get("reasoning", "")
    usage = costs.estimate(prompt, text=text, reasoning=reasoning, calls=calls, rate=rates.of(model))
    return replace(_spend(usage, amounts), is_estimated=True)


def _measure(spent: Spent, prompt: Prompt, said: Mapping[str, Any]) -> Spent:
    words = [said["content"], said["reasoning"]]
    return replace(spent, heard=costs.count_bytes(costs.texts_of(prompt)), said=costs.count_bytes(words))


def _spend(usage: Usage, amounts: Amounts | None) -> Spent:
    return Spent(usage, None if amounts is None else costs.cost_of(usage, amounts))


def show_spent(spent: Spent | None) -> dict[str, Any] | None:
    """As a message tells it."""
    if spent is None or spent is NOTHING:
        return None
    return {
        "input_tokens": spent.usage.input_tokens,
        "output_tokens": spent.usage.output_tokens,
        "reasoning_tokens": spent.usage.reasoning_tokens,
        "cost": None if spent.cost is None else float(spent.cost),
        "estimated": spent.is_estimated,
    }
