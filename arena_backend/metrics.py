"""What a Prometheus reads of this process, and from where it may."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest

from ai_model.metrics import ProviderMetrics
from api.refusals import Code, Refusal, respond
from message.metrics import RunMetrics

SAFE = ("GET", "HEAD")

registry = CollectorRegistry()
for collector in (ProcessCollector, PlatformCollector, GCCollector):
    collector(registry=registry)
registry.register(ProviderMetrics())
if settings.CONTAINER_TYPE == "asgi":
    # Elsewhere nothing speaks, and nobody counts.
    registry.register(RunMetrics())


async def show(request: HttpRequest) -> HttpResponse:
    if not all(map(is_allowed, addresses_of(request))):
        return respond(Refusal(Code.NOT_FOUND))
    if request.method not in SAFE:
        return respond(Refusal(Code.METHOD_NOT_ALLOWED))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def addresses_of(request: HttpRequest) -> list[str]:
    """A proxy on this machine is no reason to tell the world: whoever it speaks for counts too."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    return [request.META.get("REMOTE_ADDR", ""), *filter(None, map(str.strip, forwarded))]


def is_allowed(address: str) -> bool:
    try:
        where = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(where in network for network in settings.ARENA_METRICS_ALLOW)
