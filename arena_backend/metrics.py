"""What a Prometheus reads of this process, and from where it may."""

import ipaddress
import os
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from ai_model.metrics import ProviderMetrics
from api.metrics import RequestMetrics
from api.refusals import Code, Refusal, respond
from arena_backend.lagging import lag
from arena_backend.stalling import cuts
from feedback.metrics import VoteMetrics
from message.metrics import RunMetrics
from usage.metrics import UsageMetrics

SAFE = ("GET", "HEAD")


class LoopMetrics(Collector):
    """How the event loop does, and who keeps it from writing."""

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("arena_loop_lag_seconds", "How late the event loop is.", lag.current)
        yield GaugeMetricFamily("arena_loop_lag_worst_seconds", "And was, at worst, within half a minute.", lag.worst)
        yield CounterMetricFamily("arena_stalled", "Clients that were cut because they read nothing.", cuts.number)


class OfWorker(Collector):
    """One of several processes behind the same port, each of which has counts of its own."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector

    def collect(self) -> Iterator[Metric]:
        worker = {"worker": str(os.getpid())}
        for metric in self.collector.collect():
            metric.samples = [sample._replace(labels={**sample.labels, **worker}) for sample in metric.samples]
            yield metric


EVERYWHERE = (
    ProcessCollector(registry=None),
    PlatformCollector(registry=None),
    GCCollector(registry=CollectorRegistry()),
    RequestMetrics(),
    ProviderMetrics(),
    VoteMetrics(),
    UsageMetrics(),
)
# Elsewhere nothing speaks, and nobody counts.
ON_THE_LOOP = (RunMetrics(), LoopMetrics())


def make_registry(container: str) -> CollectorRegistry:
    registry = CollectorRegistry()
    if container == "asgi":
        collectors: tuple[Collector, ...] = (*EVERYWHERE, *ON_THE_LOOP)
    else:
        collectors = tuple(map(OfWorker, EVERYWHERE))
    for collector in collectors:
        registry.register(collector)
    return registry


registry = make_registry(settings.CONTAINER_TYPE)


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
