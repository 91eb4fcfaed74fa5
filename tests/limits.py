"""Servers that mind how often they are asked, unlike those of the other tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count

import httpx

from tests.people import Client
from tests.servers import Server, start_server

# Each test has addresses of its own, of networks set apart for examples.
_numbers = count(1)
HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")


@contextmanager
def start_strict(**told: str) -> Iterator[Server]:
    with start_server(ARENA_THROTTLES="on", **told) as server:
        yield server


@contextmanager
def start_several(number: int, **told: str) -> Iterator[list[Server]]:
    """Which count together."""
    with ExitStack() as running:
        strict = [start_strict(ARENA_PROCESSES="several", **told) for _ in range(number)]
        yield [running.enter_context(each) for each in strict]


def make_network() -> str:
    """The beginning of a /48."""
    return f"2001:db8:{next(_numbers):x}"


def make_address() -> str:
    return f"{make_network()}::1"


def come_from(server: Server, address: str) -> Client:
    client = Client(server)
    client.headers["X-Forwarded-For"] = address
    return client


def limits_of(answer: httpx.Response) -> list[int]:
    return [int(answer.headers[name]) for name in HEADERS]


def statuses(answers: list[httpx.Response]) -> list[int]:
    return [answer.status_code for answer in answers]
