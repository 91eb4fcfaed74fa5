"""How a model looks from outside, and by what a list of models is narrowed."""

from typing import Any

from rest_framework import serializers

from ai_model.models import AIModel
from api import fields

MODES = ("direct", "compare", "random")
MAX_SEARCH = 200
MAX_QUESTION = 32_768


class ModelSerializer(serializers.ModelSerializer[AIModel]):
    provider = serializers.CharField(source="provider.name", read_only=True)
    capabilities = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_active = serializers.BooleanField(
        source="is_available", read_only=True, help_text="Whether it can be asked now."
    )
    input_price = serializers.FloatField(
        source="price.input_price", read_only=True, allow_null=True, help_text="Dollars per million tokens."
    )
    output_price = serializers.FloatField(
        source="price.output_price", read_only=True, allow_null=True, help_text="Dollars per million tokens."
    )

    class Meta:
        model = AIModel
        fields = (
            "id",
            "name",
            "model_code",
            "display_name",
            "provider",
            "description",
            "capabilities",
            "context_window",
            "license",
            "organization",
            "release_date",
            "is_active",
            "random_only",
            "is_thinking_model",
            "input_price",
            "output_price",
        )
        read_only_fields = fields


class QuestionSerializer(serializers.Serializer[Any]):
    question = fields.Text(default="Say hello in one sentence.", max_length=MAX_QUESTION)


class TrialSerializer(serializers.Serializer[Any]):
    ok = serializers.BooleanField()
    model = serializers.CharField()
    text = serializers.CharField()
    reasoning = serializers.CharField()
    finish_reason = serializers.CharField(allow_null=True)
    error = serializers.CharField(allow_null=True, help_text="A sentence for people.")
    code = serializers.CharField(allow_null=True, help_text="As a side's error code.")
    cause = serializers.CharField(allow_null=True, help_text="What exactly failed, such as connection_refused.")
    first_token_ms = serializers.IntegerField(allow_null=True)
    duration_ms = serializers.IntegerField(allow_null=True)
    usage = serializers.DictField(allow_null=True)
    cost = serializers.FloatField(allow_null=True, help_text="In dollars.")


class FilterSerializer(serializers.Serializer[Any]):
    provider = serializers.CharField(required=False, allow_blank=True)
    capability = serializers.CharField(required=False, allow_blank=True)
    search = serializers.CharField(
        required=False, allow_blank=True, max_length=MAX_SEARCH, help_text="In name, display name or description."
    )
    mode = serializers.ChoiceField(
        MODES, required=False, allow_blank=True, help_text="random also lists models met only where the server draws."
    )
