"""A conversation as a file: for programs as JSON, for people as Markdown or plain text."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from chat_session import masking
from chat_session.models import Session
from chat_session.serializers import SessionSerializer
from message.history import read
from message.inert import make_inert
from message.models import Message
from message.serializers import MessageSerializer
from user.models import User


@dataclass(frozen=True, slots=True)
class Form:
    media_type: str
    extension: str
    write: Callable[[Session, list[Message]], str]


def tell(session: Session, messages: list[Message], *, to_everybody: bool = False) -> dict[str, Any]:
    """A session with what was said in it: the shape of the detail, the shared page and the export."""
    return {
        "session": SessionSerializer(session, context={"to_everybody": to_everybody}).data,
        "messages": MessageSerializer(messages, many=True).data,
    }


def everything_of(user: User) -> list[dict[str, Any]]:
    """All sessions with every version and branch, for the person's own archive."""
    said: dict[UUID, list[Message]] = defaultdict(list)
    for message in read(Message.objects.of(user)):
        said[message.session_id].append(message)
    sessions = Session.objects.of(user).select_related("user").with_contenders().order_by("created_at")
    return [tell(session, said[session.pk]) for session in sessions]


def _as_json(session: Session, messages: list[Message]) -> str:
    return orjson.dumps(tell(session, messages), default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode()


def _as_markdown(session: Session, messages: list[Message]) -> str:
    parts = [f"# {make_inert(_title(session))}"]
    parts += [f"## {speaker}\n\n{make_inert(text)}" for speaker, text in _spoken(session, messages)]
    return "\n\n".join(parts) + "\n"


def _as_text(session: Session, messages: list[Message]) -> str:
    parts = [_title(session)]
    parts += [f"{speaker}:\n{text}" for speaker, text in _spoken(session, messages)]
    return "\n\n".join(parts) + "\n"


def _title(session: Session) -> str:
    """On one line, or it could put words into somebody's mouth."""
    return " ".join(session.title.split()) or "Conversation"


def _spoken(session: Session, messages: list[Message]) -> Iterator[tuple[str, str]]:
    for message in messages:
        text = f"{message.content}\n\n[{message.error}]" if message.error else message.content
        yield _speaker(session, message), text.strip()


def _speaker(session: Session, message: Message) -> str:
    if message.model is None:
        return "Question"
    return masking.show_model(session, message.participant, model=message.model)["display_name"]


FORMS: Mapping[str, Form] = {
    "json": Form("application/json", "json", _as_json),
    "markdown": Form("text/markdown; charset=utf-8", "md", _as_markdown),
    "txt": Form("text/plain; charset=utf-8", "txt", _as_text),
}
