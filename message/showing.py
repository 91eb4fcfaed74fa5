"""How a message looks from outside. Written by hand: a long conversation has thousands of them."""

from typing import Any

from chat_session import masking
from message.models import Message


def show(message: Message) -> dict[str, Any]:
    session = message.session
    return {
        "id": message.pk,
        "session": message.session_id,
        "role": message.role,
        "content": message.content,
        "reasoning": message.reasoning,
        "participant": message.participant or None,
        "parent_message_ids": message.parent_message_ids,
        "model": message.model and masking.show_model(session, message.participant, model=message.model),
        "status": message.status,
        "error": message.error,
        "error_code": message.error_code or None,
        "finish_reason": message.finish_reason or None,
        "tool_calls": masking.show_tool_calls(session, message.tool_calls),
        "position": message.position,
        "version": message.version,
        "versions": message.versions,
        "feedback": message.feedback or None,
        "usage": masking.show_figures(session, message.usage),
        "timings": masking.show_figures(session, message.timings),
        "created_at": message.created_at,
    }
