"""How a message looks from outside."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Flag, Text
from chat_session import masking
from chat_session.models import MAX_TITLE
from chat_session.serializers import SessionSerializer, ShownModelSerializer
from message.models import SENTENCES, Message


class ToolCallSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    name = serializers.CharField()
    arguments = serializers.CharField()


class UsageSerializer(serializers.Serializer[Any]):
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    reasoning_tokens = serializers.IntegerField()
    cost = serializers.FloatField(allow_null=True)
    estimated = serializers.BooleanField()


class TimingsSerializer(serializers.Serializer[Any]):
    first_token_ms = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)


class OrNull(serializers.CharField):
    """Empty text in the table is null outside."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **options)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return value or None


class MessageSerializer(serializers.ModelSerializer[Message]):
    session = serializers.UUIDField(source="session_id")
    participant = OrNull()
    model = serializers.SerializerMethodField()
    error = serializers.CharField(allow_null=True)
    error_code = serializers.ChoiceField(choices=list(SENTENCES), allow_null=True)
    finish_reason = OrNull()
    tool_calls = serializers.SerializerMethodField()
    parent_message_ids = serializers.ListField(child=serializers.UUIDField())
    position = serializers.IntegerField()
    versions = serializers.IntegerField()
    feedback = OrNull()
    usage = serializers.SerializerMethodField()
    timings = serializers.SerializerMethodField()

    class Meta:
        model = Message
        fields = (
            "id",
            "session",
            "role",
            "content",
            "reasoning",
            "participant",
            "parent_message_ids",
            "model",
            "status",
            "error",
            "error_code",
            "finish_reason",
            "tool_calls",
            "position",
            "version",
            "versions",
            "feedback",
            "usage",
            "timings",
            "created_at",
        )
        read_only_fields = fields

    def to_representation(self, instance: Message) -> dict[str, Any]:
        return super().to_representation(instance) | {"error_code": instance.error_code or None}

    @extend_schema_field(ShownModelSerializer(allow_null=True))
    def get_model(self, message: Message) -> dict[str, Any] | None:
        if message.model is None:
            return None
        return masking.show_model(message.session, message.participant, model=message.model)

    @extend_schema_field(ToolCallSerializer(many=True))
    def get_tool_calls(self, message: Message) -> list[dict[str, Any]]:
        return masking.show_tool_calls(message.session, message.tool_calls)

    @extend_schema_field(UsageSerializer(allow_null=True))
    def get_usage(self, message: Message) -> dict[str, Any] | None:
        return masking.show_figures(message.session, message.usage)

    @extend_schema_field(TimingsSerializer(allow_null=True))
    def get_timings(self, message: Message) -> dict[str, Any] | None:
        return masking.show_figures(message.session, message.timings)


class ConversationSerializer(serializers.Serializer[Any]):
    session = SessionSerializer()
    messages = MessageSerializer(many=True)


class DuplicateSerializer(serializers.Serializer[Any]):
    include_messages = Flag(default=True)
    new_title = Text(max_length=MAX_TITLE, required=False, allow_blank=True, allow_null=True)


class TitleSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(allow_blank=True)
