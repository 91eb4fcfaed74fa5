"""How usage is asked for and told."""

from datetime import date, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ai_model.catalog import today

USUAL_DAYS = 30
MOST_DAYS = 366


class SpanSerializer(serializers.Serializer[Any]):
    takes_empty = True
    since = serializers.DateField(required=False, help_text="The first day, in UTC; default 30 days ago.")
    until = serializers.DateField(required=False, help_text="The last day; default today.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        until = attrs.get("until") or today()
        since = attrs.get("since") or date.fromordinal(max(1, until.toordinal() - USUAL_DAYS))
        if not timedelta() <= until - since < timedelta(days=MOST_DAYS):
            raise serializers.ValidationError({"since": [f"At most {MOST_DAYS} days, the first before the last."]})
        return {"since": since, "until": until}


class ProgramSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


@extend_schema_serializer(component_name="UsageRow")
class UsageSerializer(serializers.Serializer[Any]):
    day = serializers.DateField()
    model = serializers.CharField(help_text="provider/code")
    key = ProgramSerializer(allow_null=True, help_text="With which calls were made; null if in person.")
    calls = serializers.IntegerField()
    estimated_calls = serializers.IntegerField(help_text="Of which the provider has not told the tokens.")
    input_tokens = serializers.IntegerField()
    cached_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    reasoning_tokens = serializers.IntegerField()
    cost = serializers.FloatField(allow_null=True, help_text="In dollars; null where no price is known.")
