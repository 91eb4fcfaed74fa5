"""How a contender looks: itself, or hidden while the battle is blind. No other module knows how hidden looks."""

from collections.abc import Iterable, Mapping
from typing import Any

from ai_model.models import AIModel
from chat_session.models import Contender, Session

# How a reply looks whose end may not be known yet, whether it has come or not.
SPEAKING: Mapping[str, str] = {"status": "streaming", "finish_reason": "", "error_code": ""}


def show_model(session: Session, participant: str, *, model: AIModel) -> dict[str, Any]:
    if session.is_blind:
        return {"id": None, "display_name": f"Model {participant.upper()}", "provider": "Random"}
    return {
        "id": str(model.pk),
        "name": model.name,
        "display_name": model.display_name,
        "provider": model.provider.name,
        "is_thinking_model": model.is_thinking_model,
    }


def show_contender(session: Session, contender: Contender) -> dict[str, Any]:
    blind = session.is_blind
    return {
        "participant": contender.participant,
        "model": show_model(session, contender.participant, model=contender.model),
        "system_prompt": None if blind else contender.system_prompt,
        "params": None if blind else contender.params,
    }


def show_seats(session: Session) -> list[dict[str, Any]]:
    return [show_contender(session, contender) for contender in session.contenders.all()]


def show_tool_call(session: Session, call: Mapping[str, Any], *, number: int) -> dict[str, Any]:
    """Each provider makes ids in a form of its own."""
    return {**call, "id": f"call_{number}"} if session.is_blind else dict(call)


def show_tool_calls(session: Session, calls: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [show_tool_call(session, call, number=number) for number, call in enumerate(calls, 1)]


def show_owner(session: Session, *, to_everybody: bool) -> dict[str, Any] | None:
    """A link to a session shows a name, not whose account it is."""
    if session.user is None:
        return None
    return {"id": None if to_everybody else str(session.user.pk), "display_name": session.user.display_name}


def show_figures(session: Session, figures: dict[str, Any] | None) -> dict[str, Any] | None:
    """Tokens, cost and timings would tell models apart."""
    return None if session.is_blind else figures
