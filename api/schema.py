"""How our conventions are told in OpenAPI: refusals have one shape, and which ones a route can give."""

from typing import Any, Literal

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from api.refusals import Code


class RefusalSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[code.value for code in Code])
    detail = serializers.CharField(help_text="A sentence for people.")
    fields = serializers.DictField(required=False, help_text="What is wrong with which field.")  # type: ignore[assignment]
    run = serializers.UUIDField(required=False, help_text="The run that is in the way.")
    request_id = serializers.CharField()


def without_tenants(endpoints: list[Any]) -> list[Any]:
    """Hook of the generator: what is the same under a tenant's name is told once."""
    prefixes = tuple(
        f"{settings.SPECTACULAR_SETTINGS['SCHEMA_PATH_PREFIX']}/{name}/" for name in settings.ARENA_TENANTS
    )
    return [endpoint for endpoint in endpoints if not endpoint[0].startswith(prefixes)]


class Schema(AutoSchema):
    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """The answers of the view, and one entry for all that can be refused."""
        bodies = super()._get_response_bodies(direction)
        bodies["default"] = self._get_response_for_code(RefusalSerializer, "default", direction=direction)
        bodies["default"]["description"] = "A refusal"
        return bodies

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """Fields that are told of some rows only are named by their serializer's `told_of_some`."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        for name in getattr(serializer, "told_of_some", ()):
            if name in schema.get("required", ()):
                schema["required"].remove(name)
        return schema
