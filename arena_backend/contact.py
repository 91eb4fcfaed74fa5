"""Whom to tell of what is wrong here, as RFC 9116 has it: /.well-known/security.txt."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.refusals import Code, Refusal, respond
from arena_backend.health import SAFE

PATH = ".well-known/security.txt"
# Whoever has read it asks again by then; it shall be less than a year.
LASTING = timedelta(days=180)


async def show(request: HttpRequest) -> HttpResponse:
    if not settings.ARENA_ABUSE_CONTACT:
        return respond(Refusal(Code.NOT_FOUND))
    if request.method not in SAFE:
        return respond(Refusal(Code.METHOD_NOT_ALLOWED))
    return HttpResponse(write(datetime.now(UTC)), "text/plain; charset=utf-8")


def write(now: datetime) -> str:
    fields = {
        "Contact": settings.ARENA_ABUSE_CONTACT,
        "Expires": f"{now + LASTING:%Y-%m-%dT00:00:00Z}",
        "Canonical": f"{settings.ARENA_PUBLIC_URL}/{PATH}",
        "Preferred-Languages": "en",
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items())
