"""How the process is: alive, ready, healthy."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from rest_framework.request import Request
from rest_framework.response import Response

from api.refusals import Code, Refusal, respond
from api.views import PublicView
from arena_backend.lagging import lag
from message.runs.registry import registry

SAFE = ("GET", "HEAD")
# Whoever waits longer for its turn is better served elsewhere.
MOST_LAG_SECONDS = 1.0


async def live(request: HttpRequest) -> HttpResponse:
    """Touches nothing: that it answers is the answer."""
    if request.method not in SAFE:
        return respond(Refusal(Code.METHOD_NOT_ALLOWED))
    return JsonResponse({"status": "alive"})


class Health(PublicView):
    schema = None
    # Who decides by it where requests go is not to be told that it asks too often.
    deeds = {"GET": None, "HEAD": None}

    def get(self, request: Request) -> Response:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return Response(report(database="ok"))

    @classmethod
    def answer_without_database(cls, request: HttpRequest | Request) -> HttpResponse:
        return JsonResponse(report(database="unavailable"), status=503)


class Ready(Health):
    """The same question, asked by whoever decides where requests go."""

    def get(self, request: Request) -> Response:
        if registry.is_draining:
            raise Refusal(Code.DRAINING)
        if lag.current >= MOST_LAG_SECONDS:
            raise Refusal(Code.OVERLOADED)
        return super().get(request)


def report(*, database: str) -> dict[str, object]:
    return {
        "status": "healthy" if database == "ok" else "unhealthy",
        "container_type": settings.CONTAINER_TYPE,
        "async_enabled": settings.CONTAINER_TYPE == "asgi",
        "version": settings.VERSION,
        "checks": {"database": database},
    }
