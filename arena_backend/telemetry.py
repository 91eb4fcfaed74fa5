"""How spans get to an OpenTelemetry collector. Imported only where that is wanted: its packages are an extra."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from opentelemetry.context import attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api.middleware import Around
from api.spans import Facts, Note, tracing

CLOSE_SECONDS = 2.0
# Whatever else a client calls its method is no name of a span.
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Sender:
    """No span tells the words of an error, which may quote anything."""

    def __init__(self, provider: TracerProvider) -> None:
        self.provider = provider
        self.tracer = provider.get_tracer("arena", settings.VERSION)

    @contextmanager
    def open(self, name: str, facts: Facts, *, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[Note]:
        span = self.tracer.start_as_current_span(
            name, kind=kind, attributes=facts, record_exception=False, set_status_on_exception=False
        )
        with span as current:
            yield current.set_attributes

    def record(self, name: str, facts: Facts, *, seconds: float) -> None:
        now = time.time_ns()
        began = now - round(seconds * 1e9)
        span = self.tracer.start_span(name, kind=SpanKind.CLIENT, attributes=facts, start_time=began)
        if "error.type" in facts:
            span.set_status(StatusCode.ERROR)
        span.end(now)

    def close(self) -> None:
        """A collector that is away keeps nobody from ending."""
        ending = threading.Thread(target=self.provider.shutdown, daemon=True)
        ending.start()
        ending.join(CLOSE_SECONDS)


def begin() -> None:
    """Where to, how often and with which headers the SDK reads from OTEL_* itself; what those say of us wins."""
    resource = Resource.create({SERVICE_NAME: "arena"}).merge(OTELResourceDetector().detect())
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracing.tracer = Sender(provider)


class RequestSpans(Around):
    """A span of each request, to the beginning of its answer, within the trace that the client names."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.is_async:
            return super().__call__(request)  # type: ignore[return-value]
        with self._opened(request) as note:
            return _noted(request, self.get_response(request), note)

    async def _call_async(self, request: HttpRequest) -> HttpResponseBase:
        with self._opened(request) as note:
            return _noted(request, await self.get_response(request), note)

    @contextmanager
    def _opened(self, request: HttpRequest) -> Iterator[Note]:
        sender = tracing.tracer
        if not isinstance(sender, Sender) or request.path_info.startswith(settings.PATHS_FOR_ANY_HOST):
            yield lambda facts: None
            return
        method = request.method if request.method in METHODS else "_OTHER"
        facts = {"http.request.method": str(method), "arena.request_id": request.META["arena.request_id"]}
        token = attach(TraceContextTextMapPropagator().extract(_named_by_client(request)))
        try:
            with sender.open(str(method), facts, kind=SpanKind.SERVER) as note:
                yield note
        finally:
            detach(token)


def _named_by_client(request: HttpRequest) -> dict[str, str]:
    """Its ids alone; tracestate would be a text of its own."""
    parent = request.headers.get("traceparent")
    return {"traceparent": parent} if parent else {}


def _noted(request: HttpRequest, response: HttpResponseBase, note: Note) -> HttpResponseBase:
    """The route, not the path: that may hold the token of a shared page."""
    route = request.resolver_match.route if request.resolver_match else ""
    note({"http.response.status_code": response.status_code, **({"http.route": f"/{route}"} if route else {})})
    return response
