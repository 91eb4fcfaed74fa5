"""How our conventions are told in OpenAPI: refusals have one shape, and which ones a route can give."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from django.conf import settings
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated

from api.refusals import Code
from api.streaming import StreamingViewSet
from api.views import AnyForm

WITH_BODY = ("POST", "PATCH")


class RefusalSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=[code.value for code in Code])
    detail = serializers.CharField(help_text="A sentence for people.")
    fields = serializers.DictField(required=False, help_text="What is wrong with which field.")  # type: ignore[assignment]
    run = serializers.UUIDField(required=False, help_text="The run that is in the way.")
    request_id = serializers.CharField()


def refused(*statuses: int) -> dict[int, OpenApiResponse]:
    """For a route's own `responses`: how it says no beyond what its view and its address tell of themselves."""
    return {status: _refusal(str(status)) for status in statuses}


def _refusal(status: str) -> OpenApiResponse:
    codes = [code.value for code in Code if status in (str(code.status), f"{code.status // 100}XX")]
    return OpenApiResponse(RefusalSerializer, description=f"Refused: {', '.join(codes)}.")


def without_tenants(endpoints: list[Any]) -> list[Any]:
    """Hook of the generator: what is the same under a tenant's name is told once."""
    prefixes = tuple(
        f"{settings.SPECTACULAR_SETTINGS['SCHEMA_PATH_PREFIX']}/{name}/" for name in settings.ARENA_TENANTS
    )
    return [endpoint for endpoint in endpoints if not endpoint[0].startswith(prefixes)]


class Schema(AutoSchema):
    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> dict[str, Any]:
        """The answers of the view, and each status with which it can refuse: there is no other."""
        bodies = super()._get_response_bodies(direction)
        for status in (status for status, can_refuse in REFUSALS.items() if can_refuse(self)):
            # A refusal is JSON, whatever the answer would have been.
            told = self._get_response_for_code(_refusal(status), status, ("application/json",), direction)
            bodies.setdefault(status, told)
        return bodies

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """Fields that are told of some rows only are named by their serializer's `told_of_some`. One for a query
        whose view takes what is empty for not sent says so by `takes_empty`."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        if getattr(serializer, "takes_empty", False):
            schema["properties"] = {
                name: {"anyOf": [told, {"const": ""}]} for name, told in schema["properties"].items()
            }
        for name in getattr(serializer, "told_of_some", ()):
            if name in schema.get("required", ()):
                schema["required"].remove(name)
        return schema

    def _get_request_for_media_type(self, serializer: Any, direction: Any = "request") -> tuple[Any, bool]:
        """Of a PATCH any part may be sent, unless the serializer says that it `needs_all`."""
        if getattr(serializer, "needs_all", False):
            return self.resolve_serializer(serializer, direction).ref, True
        return super()._get_request_for_media_type(serializer, direction)

    def _get_paginator(self) -> Any:
        """Lists that are told whole are named by their view's `whole`."""
        return None if self.action in getattr(self.view, "whole", ()) else super()._get_paginator()

    @property
    def action(self) -> str:
        return getattr(self.view, "action", "")

    @property
    def is_private(self) -> bool:
        return bool(self.view.get_authenticators())

    @property
    def is_for_some(self) -> bool:
        return any(type(permission) is not IsAuthenticated for permission in self.view.get_permissions())


REFUSALS: Mapping[str, Callable[[Schema], bool]] = {
    "400": lambda route: True,
    "401": lambda route: route.is_private,
    "403": lambda route: route.is_private and route.is_for_some,
    "404": lambda route: "{" in route.path,
    # What is no id may name another route.
    "405": lambda route: "{" in route.path,
    "406": lambda route: not isinstance(route.view.get_content_negotiator(), AnyForm),
    "413": lambda route: route.method in WITH_BODY,
    "415": lambda route: route.method in WITH_BODY,
    "421": lambda route: isinstance(route.view, StreamingViewSet),
    "429": lambda route: True,
    # Busy, about to restart, without a database or a disk, or at fault.
    "5XX": lambda route: True,
}
