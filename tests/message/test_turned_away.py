"""What a full process says when even to look who asks would take too long."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from pytest_django import Settings

from api import database
from api.refusals import Refusal
from message.admission import LONGEST_LINE_SECONDS, berths, refuse_at_the_door
from tests.message.submitting import comes_true

CROWD = 20


@pytest.fixture
def full(settings: Settings) -> Iterator[None]:
    # Others may have been taken in this process before.
    settings.ARENA_THROTTLES, settings.ARENA_MAX_STREAMS = True, len(berths.taken) + 1
    run = uuid4()
    berths.take(run)
    yield
    berths.free(run)


@pytest.fixture
def crowd() -> Iterator[threading.Event]:
    """More than there are threads for, until they are let go."""
    may_go = threading.Event()
    with ThreadPoolExecutor(CROWD) as callers:
        for _ in range(CROWD):
            callers.submit(database.hop_and_wait, may_go.wait)
        yield may_go
        may_go.set()


def test_a_full_process_with_a_long_line_refuses_at_once(full: None, crowd: threading.Event) -> None:
    assert comes_true(lambda: database.delay() > LONGEST_LINE_SECONDS)

    with pytest.raises(Refusal, match="busy"):
        refuse_at_the_door()


def test_without_a_line_it_looks_who_asks(full: None, crowd: threading.Event) -> None:
    assert comes_true(lambda: database.delay() > 0)
    crowd.set()

    assert comes_true(lambda: database.delay() == 0)
    refuse_at_the_door()


def test_who_may_find_a_berth_waits_in_the_line(crowd: threading.Event) -> None:
    assert comes_true(lambda: database.delay() > LONGEST_LINE_SECONDS)

    refuse_at_the_door()


def test_of_those_who_come_at_once_as_many_find_one_as_there_are(settings: Settings) -> None:
    settings.ARENA_THROTTLES, settings.ARENA_MAX_STREAMS = True, len(berths.taken) + 3
    runs = [uuid4() for _ in range(CROWD)]

    with ThreadPoolExecutor(CROWD) as callers:
        taken = [caller.exception() is None for caller in [callers.submit(berths.take, run) for run in runs]]
    for run in runs:
        berths.free(run)

    assert sum(taken) == 3
