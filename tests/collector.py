"""An OpenTelemetry collector for tests: takes spans over HTTP, as a real one does, and remembers them."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True)
class Span:
    name: str
    trace: str
    id: str
    parent: str
    kind: int
    facts: dict[str, Any]
    has_failed: bool


@dataclass(slots=True)
class Collector:
    url: str
    spans: list[Span] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def take(self, body: bytes) -> None:
        self.bodies.append(body)
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.spans += map(read_span, scope.spans)

    def find(self, name: str, **facts: Any) -> list[Span]:
        named = [span for span in self.spans if span.name == name]
        return [span for span in named if facts.items() <= span.facts.items()]


def read_span(span: Any) -> Span:
    return Span(
        span.name,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.kind,
        {each.key: read_value(each.value) for each in span.attributes},
        has_failed=span.status.code == span.status.STATUS_CODE_ERROR,
    )


def read_value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    return [read_value(each) for each in value.array_value.values] if kind == "array_value" else getattr(value, kind)


@contextmanager
def start_collector() -> Iterator[Collector]:
    collector = Collector("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            collector.take(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            """To nobody."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield collector
        finally:
            server.shutdown()
            serving.join()
