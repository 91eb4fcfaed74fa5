"""What may be posted to be answered, and what of it counts: the last question, the ids of its replies, wishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from ai_model.library.questions import read_choice, read_tools
from api.fields import Choice, Identifier, Text
from api.refusals import Code, Refusal
from chat_session.models import PARTICIPANTS
from chat_session.serializers import ShortListField, TuningSerializer
from message.models import MAX_QUESTION
from message.plans import Wishes

MAX_ID = 128
MAX_TOOLS = 128
MAX_PARENTS = 64
OPENAI_TOOLS = "As OpenAI has them."
# Of what was sent, in a refusal.
MAX_QUOTED = 200
REGENERATE = "regenerate-message"
TUNINGS = [str(name) for name in TuningSerializer().fields]


@dataclass(frozen=True, slots=True)
class Question:
    content: str
    # Where the client has made them.
    id: UUID | None = None
    key: str | None = None
    parents: Sequence[UUID] = ()
    replies: Mapping[str, UUID | None] = field(default_factory=dict)


class WishesSerializer(TuningSerializer):
    tools = ShortListField(child=serializers.DictField(), max_length=MAX_TOOLS, required=False, help_text=OPENAI_TOOLS)
    tool_choice = serializers.JSONField(required=False)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Some clients send null for what they do not say."""
        said = {name: value for name, value in data.items() if value is not None} if isinstance(data, dict) else data
        return super().to_internal_value(said)

    def wishes(self) -> Wishes:
        form = self.validated_data
        tools, choice = form.get("tools"), form.get("tool_choice")
        try:
            return Wishes(
                {name: form[name] for name in TUNINGS if name in form},
                tools=tuple(read_tools(tools)) if tools else (),
                tool_choice=None if choice is None else read_choice(choice),
            )
        except (ValueError, TypeError) as error:
            raise ValidationError({"tools": [str(error)[:MAX_QUOTED]]}) from error


@extend_schema_field(serializers.ListField(child=serializers.DictField()))
class Items(serializers.Field[Any, Any, Any, Any]):
    """Some clients send the whole conversation, of which little is looked at."""

    def to_internal_value(self, data: Any) -> list[dict[str, Any]]:
        if not isinstance(data, list):
            raise ValidationError(["Expected a list of items."])
        return [item for item in data if isinstance(item, dict)]


class AskSerializer(WishesSerializer):
    session_id = Identifier()
    messages = Items(
        default=list,
        help_text="The last item of role user is the question; those of role assistant behind it name its replies.",
    )
    trigger = Text(max_length=64, required=False)
    side = Choice(list(PARTICIPANTS), required=False, help_text="Of a regenerate; default a.")

    @property
    def is_regenerate(self) -> bool:
        return self.validated_data.get("trigger") == REGENERATE

    def question(self) -> Question:
        items = self.validated_data["messages"]
        last = max((place for place, item in enumerate(items) if item.get("role") == "user"), default=None)
        if last is None:
            raise ValidationError({"messages": ["There is no question: add an item of role user."]})
        return read_question(items[last], items[last + 1 :])


class BranchSerializer(WishesSerializer):
    content = Text(trim_whitespace=False)

    def question(self) -> Question:
        return Question(check_content(self.validated_data["content"]))


def find_placeholders(body: Any) -> list[str]:
    """The sides whose replies a body names, even if it has other faults. In text, these are told of any refusal."""
    items = [item for item in _listed(body.get("messages")) if isinstance(item, dict)]
    roles = [item.get("role") for item in items]
    behind = len(roles) - roles[::-1].index("user") if "user" in roles else len(roles)
    named = [item.get("participant") or "a" for item in items[behind:] if item.get("role") == "assistant"]
    return list(dict.fromkeys(side for side in named if side in list(PARTICIPANTS)))


def named_side(body: Any) -> str | None:
    """Of a regenerate, if there is such a side."""
    side = body.get("side")
    return side if side in list(PARTICIPANTS) else None


def read_question(item: Mapping[str, Any], following: Sequence[Mapping[str, Any]]) -> Question:
    identifier = item.get("id")
    if identifier is not None and not (isinstance(identifier, str) and 0 < len(identifier) <= MAX_ID):
        raise ValidationError({"messages": [f"An id is a string of 1 to {MAX_ID} characters."]})
    question = Question(
        check_content(read_text(item)),
        id=as_uuid(identifier),
        key=identifier,
        parents=[known for each in _listed(item.get("parent_message_ids"))[:MAX_PARENTS] if (known := as_uuid(each))],
        replies=read_placeholders(following),
    )
    ids = [each for each in (question.id, *question.replies.values()) if each]
    if len(set(ids)) < len(ids):
        raise ValidationError({"messages": ["Two messages have the same id."]})
    return question


def read_placeholders(items: Sequence[Mapping[str, Any]]) -> dict[str, UUID | None]:
    replies: dict[str, UUID | None] = {}
    for item in items:
        if item.get("role") != "assistant":
            continue
        side = item.get("participant") or "a"
        if not isinstance(side, str) or side not in list(PARTICIPANTS) or side in replies:
            raise ValidationError({"messages": ["Each reply has a participant of its own, a to h."]})
        replies[side] = as_uuid(item.get("id"))
    return replies


def read_text(item: Mapping[str, Any]) -> Any:
    """Its content, or the texts of its parts."""
    content = item.get("content")
    parts = content if isinstance(content, list) else _listed(item.get("parts"))
    if isinstance(content, str) and (content or not parts):
        return content
    texts: list[Any] = [part.get("text") for part in parts if isinstance(part, Mapping) and part.get("type") == "text"]
    return "".join(texts) if all(isinstance(text, str) for text in texts) else None


def check_content(content: Any) -> str:
    if not isinstance(content, str) or not content.strip():
        raise ValidationError({"messages": ["The question has no text."]})
    if len(content) > MAX_QUESTION:
        raise Refusal(Code.TOO_LONG, f"A question has at most {MAX_QUESTION} characters.")
    return content


def as_uuid(text: Any) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
