"""The server, whose journal can be told to pause: what is not spent meanwhile is what it costs."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

from django.http import HttpRequest, HttpResponse
from django.urls import path

from arena_backend import urls
from message.runs.keeping import Keeper, Scribe
from message.runs.registry import registry


class PausingKeeper(Keeper):
    is_paused = False

    def note(self, scribe: Scribe) -> None:
        if not self.is_paused:
            super().note(scribe)

    async def _breathe(self) -> None:
        if not self.is_paused:
            await super()._breathe()


keeper = registry.keeper = PausingKeeper()


async def pause(request: HttpRequest, is_paused: int) -> HttpResponse:
    keeper.is_paused = bool(is_paused)
    return HttpResponse()


urls.urlpatterns.insert(0, path("pause/<int:is_paused>/", pause))

__all__ = ["application"]
