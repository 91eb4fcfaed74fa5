"""A server of one streaming view, for what the mixin promises to each."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import StreamingHttpResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.streaming import StreamingViewSet
from arena_backend.health import live
from user.credentials import who
from user.models import User


class Said(serializers.Serializer[Any]):
    text = serializers.CharField()


class Echo(StreamingViewSet):
    def prepare_speak(self, request: Request) -> str:
        form = Said(data=request.data)
        form.is_valid(raise_exception=True)
        return f"{who(request).display_name}: {form.validated_data['text']}"

    async def speak(self, request: Request, prepared: str) -> StreamingHttpResponse:
        return StreamingHttpResponse(self.letters(prepared), content_type="text/plain")

    async def letters(self, text: str) -> AsyncIterator[str]:
        for letter in text:
            yield letter
            await asyncio.sleep(0.01)

    def prepare_look(self, request: Request) -> int:
        return User.objects.count()

    async def look(self, request: Request, prepared: int) -> Response:
        return Response({"people": prepared, "holds_connection": connection.connection is not None})


settings.ROOT_URLCONF = __name__
urlpatterns = [
    path("live/", live),
    path("api/echo/", Echo.as_view({"post": "speak", "get": "look"})),
]

__all__ = ["application", "urlpatterns"]
