"""What tests of the whole stack may ask for: it stands as operators have it, limits and all."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from hybrid.processes import MOST_REST_SECONDS
from hybrid.stack import Stack
from tests.hybrids import as_server, start_stack
from tests.message.simulating import Simulator, start_simulator
from tests.message.submitting import comes_true
from tests.servers import Server

LOG = settings.ARENA_DATA / "stack.log"
PAGES = "https://pages.example.org"


@pytest.fixture(scope="session")
def stack(django_db_setup: None) -> Iterator[Stack]:
    told = {
        "ARENA_CORS_ORIGINS": f"https://other.example.org, {PAGES}",
        "ARENA_DRAIN_SECONDS": "20",
        "ARENA_THROTTLES": "on",
        # Of one person more than nginx lets an address have.
        "ARENA_MAX_STREAMS_PER_USER": "64",
        "ARENA_RATE_ASKING": "6000/m",
        "NGINX_TRUSTED": "127.0.0.1",
    }
    with start_stack(LOG, **told) as stack:
        yield stack


@pytest.fixture
def server(stack: Stack) -> Server:
    """A test that ended some of it finds all of it again, which takes the longer the more often."""

    def is_whole() -> bool:
        stack.revive()
        return not any(process.is_over for process in stack.lasting.values())

    assert comes_true(is_whole, seconds=MOST_REST_SECONDS + 1)
    for name in stack.lasting:
        stack.processes[name].wait_until("service_healthy")
    return as_server(stack, LOG)


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with start_simulator() as simulator:
        yield simulator
