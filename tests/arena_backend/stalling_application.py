"""A server whose patience with clients is short, and which says more than any of them will read."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

from collections.abc import AsyncIterator

from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from arena_backend import stalling
from arena_backend.health import live
from tests.arena_backend.flooding import PIECES, STALL_SECONDS, WHOLE_BYTES

stalling.STALL_SECONDS = STALL_SECONDS
# Django would cut the large pieces into small ones.
ASGIHandler.chunk_size = max(PIECES.values())


async def flood(request: HttpRequest) -> StreamingHttpResponse:
    piece = b"x" * PIECES[request.path]

    async def say_much() -> AsyncIterator[bytes]:
        for _ in range(WHOLE_BYTES // len(piece)):
            yield piece

    return StreamingHttpResponse(say_much())


settings.ROOT_URLCONF = __name__
urlpatterns = [path("live/", live), *(path(name.strip("/") + "/", flood) for name in PIECES)]

__all__ = ["application", "urlpatterns"]
