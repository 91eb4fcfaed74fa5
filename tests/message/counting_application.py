"""The server, and what it holds at this moment: for tests that look for what is left behind."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

import asyncio
import gc

from django.http import HttpRequest, JsonResponse
from django.urls import path

from ai_model.providers import calling
from ai_model.providers.watching import Watch
from arena_backend import urls
from arena_backend.stalling import Sending
from message.runs.following import Reader
from message.runs.producing import Producer
from message.runs.registry import registry
from message.runs.running import Running

# A timer or a task that is forgotten holds one of them.
KINDS = (Reader, Running, Producer, Watch, Sending)


async def count(request: HttpRequest) -> JsonResponse:
    gc.collect()
    held = [type(each) for each in gc.get_objects() if isinstance(each, KINDS)]
    queues = calling.current().queues
    return JsonResponse(
        {
            "runs": len(registry.runs),
            "run_tasks": len(registry.tasks),
            "entries": len(registry.saver.waiting),
            "tasks": len(asyncio.all_tasks()),
            "places": sum(size - queue._value for (_, size), queue in queues.items()),
            **{kind.__name__: held.count(kind) for kind in KINDS},
        }
    )


urls.urlpatterns.insert(0, path("counts/", count))

__all__ = ["application"]
