"""A server whose patience with clients is short, and which says more than any of them will read."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

from collections.abc import AsyncIterator

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from arena_backend import stalling
from arena_backend.health import live

stalling.STALL_SECONDS = 0.5


async def flood(request: HttpRequest) -> StreamingHttpResponse:
    async def say_much() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b"x" * 64 * 1024

    return StreamingHttpResponse(say_much())


settings.ROOT_URLCONF = __name__
urlpatterns = [path("live/", live), path("flood/", flood)]

__all__ = ["application", "urlpatterns"]
