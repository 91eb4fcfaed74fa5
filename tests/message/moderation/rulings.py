"""What moderated sides look like."""

from collections.abc import Sequence
from typing import Any

from ai_model.models import AIModel
from tests.message.simulating import Simulator
from tests.message.submitting import row
from tests.message.wire.decoding import Heard
from tests.simulator.moderating import FORBIDDEN

BAD = f"Where does {FORBIDDEN} grow?"
MODERATED = {
    "finishReason": "error",
    "code": "moderated",
    "error": "This was stopped by moderation.",
    "retryable": False,
}
OVERLOADED = {
    "finishReason": "error",
    "code": "overloaded",
    "error": "The server is busy; try again shortly.",
    "retryable": True,
}
NOTHING_STAYS: tuple[Any, ...] = ("error", "moderated", "", "", [], None)


def told(end: dict[str, Any]) -> dict[str, Any]:
    """What of an end is the same for all sides."""
    return {name: value for name, value in end.items() if name not in ("message_id", "usage", "timings")}


def rewinds(heard: Sequence[Heard]) -> list[Any]:
    return [each.data["rewind"] for each in heard if each.kind == "rewind"]


def fate(message: Any) -> tuple[Any, ...]:
    stored = row(message)
    return stored.status, stored.error_code, stored.content, stored.reasoning, stored.tool_calls, stored.outline


def calls(simulator: Simulator, *models: AIModel) -> int:
    return sum(len(simulator.calls_of(model)) for model in models)
