"""What a trace tells of a side: in the words of OpenTelemetry's conventions for models, and none of its own words."""

from typing import Any

from api.spans import Facts, tracing
from message.runs.outcomes import Outcome
from message.runs.voices import Voice


def trace(voice: Voice, outcome: Outcome, *, is_blind: bool) -> None:
    """When it has ended: while it speaks nobody has to look after a span."""
    if tracing.tracer:
        facts = {**_tell(voice, outcome, is_blind=is_blind), **({} if is_blind else _tell_model(voice))}
        name = f"chat {facts['gen_ai.request.model']}" if "gen_ai.request.model" in facts else "chat"
        tracing.tracer.record(name, facts, seconds=voice.timings["duration_ms"] / 1000)


def _tell(voice: Voice, outcome: Outcome, *, is_blind: bool) -> dict[str, Any]:
    facts = {"gen_ai.operation.name": "chat", "arena.side": voice.log.side, "arena.is_blind": is_blind}
    if outcome.code:
        return {**facts, "error.type": outcome.code}
    return {**facts, "gen_ai.response.finish_reasons": [outcome.reason]}


def _tell_model(voice: Voice) -> Facts:
    """Nothing of this while a battle is blind: who reads traces is no wiser than who reads metrics."""
    facts: dict[str, Any] = {}
    if call := voice.plan.call:
        facts |= {"gen_ai.provider.name": call.endpoint.name, "gen_ai.request.model": call.model}
    if voice.stand_in:
        facts["gen_ai.response.model"] = voice.stand_in
    if voice.usage:
        facts["gen_ai.usage.input_tokens"] = voice.usage.input_tokens
        facts["gen_ai.usage.output_tokens"] = voice.usage.output_tokens
    return facts
