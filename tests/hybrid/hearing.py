"""What nginx has written of requests, and who answered them."""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import uuid4

from httpx import URL

from hybrid.stack import Stack
from tests.message.submitting import comes_true
from tests.people import Client
from tests.servers import Server

# Each visitor has an address of its own, as limits count by it.
_numbers = count(1)


def make_address() -> str:
    return f"2001:db8:6::{next(_numbers):x}"


def visit(server: Server) -> Client:
    """Of the API's root, where paths are whole."""
    client = Client(server)
    client.headers["X-Forwarded-For"] = make_address()
    client.base_url = URL(server.url)
    return client


def lines_of(server: Server, request_id: str) -> list[dict[str, Any]]:
    """nginx writes once an answer is over."""
    found: list[dict[str, Any]] = []

    def is_told() -> bool:
        found[:] = [line for line in read_requests(server) if line["request_id"] == request_id]
        return bool(found)

    assert comes_true(is_told), request_id
    return found


def read_requests(server: Server) -> Iterator[dict[str, Any]]:
    *whole, _ = server.log.read_text(encoding="utf-8").split("\n")
    for text in whole:
        if text.startswith('{"time"') and '"upstream"' in text:
            yield json.loads(text)


def who_answers(stack: Stack, server: Server, client: Client, path: str, *, method: str = "GET") -> str:
    """The name of the container, by its port; of several, the last."""
    name = uuid4().hex
    client.request(method, path, headers={"X-Request-Id": name})
    (line,) = lines_of(server, name)
    return container_at(stack, line["upstream"].split(", ")[-1])


def container_at(stack: Stack, upstream: str) -> str:
    ports = {stack.variables[f"{name.upper()}_PORT"]: name for name in stack.services}
    return ports.get(upstream.rpartition(":")[2], "nginx")
