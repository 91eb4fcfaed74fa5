"""How a message looks from outside."""

from typing import Any

from rest_framework import serializers

from api.fields import Choice, Flag, Text
from chat_session.models import MAX_TITLE, PARTICIPANTS
from chat_session.serializers import SessionSerializer, ShownModelSerializer
from message.models import SENTENCES, Message
from message.showing import show


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
    """In milliseconds since the model was asked; what was not reached is null."""

    queued_ms = serializers.IntegerField(allow_null=True, required=False)
    connect_ms = serializers.IntegerField(allow_null=True, required=False)
    first_byte_ms = serializers.IntegerField(allow_null=True, required=False)
    first_token_ms = serializers.IntegerField(allow_null=True)
    last_token_ms = serializers.IntegerField(allow_null=True, required=False)
    duration_ms = serializers.IntegerField(allow_null=True)
    deltas = serializers.IntegerField(required=False)
    characters = serializers.IntegerField(required=False)


class MessageSerializer(serializers.Serializer[Any]):
    """What `show` tells, for the schema."""

    id = serializers.UUIDField()
    session = serializers.UUIDField()
    role = serializers.ChoiceField(choices=Message.Role.choices)
    content = serializers.CharField()
    reasoning = serializers.CharField()
    participant = serializers.ChoiceField(choices=list(PARTICIPANTS), allow_null=True)
    parent_message_ids = serializers.ListField(child=serializers.UUIDField())
    model = ShownModelSerializer(allow_null=True)
    status = serializers.ChoiceField(choices=Message.Status.choices)
    error = serializers.CharField(allow_null=True)
    error_code = serializers.ChoiceField(choices=list(SENTENCES), allow_null=True)
    finish_reason = serializers.CharField(allow_null=True)
    tool_calls = ToolCallSerializer(many=True)
    position = serializers.IntegerField()
    version = serializers.IntegerField()
    versions = serializers.IntegerField()
    feedback = serializers.CharField(allow_null=True)
    usage = UsageSerializer(allow_null=True)
    timings = TimingsSerializer(allow_null=True)
    created_at = serializers.DateTimeField()

    def to_representation(self, instance: Message) -> dict[str, Any]:
        return show(instance)


class ConversationSerializer(serializers.Serializer[Any]):
    session = SessionSerializer()
    messages = MessageSerializer(many=True)


class SharedSerializer(ConversationSerializer):
    report_url = serializers.CharField(
        allow_null=True, help_text="Where to tell that this should not be shared: a mailto: or https: address."
    )


class DuplicateSerializer(serializers.Serializer[Any]):
    include_messages = Flag(default=True)
    new_title = Text(max_length=MAX_TITLE, required=False, allow_blank=True, allow_null=True)


class TitleSerializer(serializers.Serializer[Any]):
    title = serializers.CharField(allow_blank=True)


class RunSideSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=Message.Status.choices)
    position = serializers.IntegerField(help_text="Code points of reasoning and text so far.")
    message = serializers.UUIDField()


class RunSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    session = serializers.UUIDField()
    state = serializers.ChoiceField(choices=Message.Status.choices)
    sides = serializers.DictField(child=RunSideSerializer())


class StopSerializer(serializers.Serializer[Any]):
    side = Choice(list(PARTICIPANTS), required=False, help_text="All sides without it.")
