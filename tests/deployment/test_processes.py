"""A process of the stack, without the stack."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hybrid.composition import Service
from hybrid.processes import MOST_REST_SECONDS, Failed, Process
from tests.message.submitting import comes_true

NEVER_ENDS = "trap '' TERM; echo listening; while :; do sleep 0.1; done"


@contextmanager
def start(script: str, *, attempt: int = 0, **fields: object) -> Iterator[tuple[Process, list[str]]]:
    """And what it has said."""
    said: list[str] = []
    service = Service("it", ("/bin/sh", "-c", script), {"ITS": "own"}, **fields)  # type: ignore[arg-type]
    process = Process(
        service, folder=Path("/"), environment=dict(os.environ), say=lambda _, line: said.append(line), attempt=attempt
    )
    try:
        yield process, said
    finally:
        process.kill()


def test_what_it_says_is_told_line_by_line() -> None:
    with start("echo $ITS; printf '\\342\\200\\250 \\377'") as (process, said):
        process.wait_until("service_completed_successfully")
        process.kill()

    assert said == ["own", "\u2028 \ufffd"]


@pytest.mark.parametrize("condition", ["service_healthy", "service_completed_successfully"])
def test_one_that_fails_is_not_waited_for(condition: str) -> None:
    with start("exit 3", health=("false",)) as (process, _), pytest.raises(Failed, match="it has ended"):
        process.wait_until(condition)


def test_one_that_ends_well_is_not_well() -> None:
    with start("exit 0", health=("true",)) as (process, _):
        assert comes_true(lambda: process.is_over)
        with pytest.raises(Failed, match="it has ended"):
            process.wait_until("service_healthy")


@pytest.mark.parametrize(("health", "is_well"), [("true", True), ("false", False), ("sleep 60", False), ("", True)])
def test_it_is_as_well_as_its_health_says_in_time(health: str, is_well: bool) -> None:
    with start("sleep 60", health=tuple(health.split()), health_seconds=1) as (process, _):
        assert process.is_well is is_well


def test_one_that_does_not_listen_is_killed_with_all_it_has_started() -> None:
    with start(f"({NEVER_ENDS}) & {NEVER_ENDS}") as (process, said):
        assert comes_true(lambda: said.count("listening") == 2)
        process.begin_to_stop()
        process.stop(0.1)

    # Nobody holds the other end of its output any more.
    assert not process.teller.is_alive()
    assert said[-1] == "did not end in time and is killed"


def test_the_more_often_it_ends_the_later_it_is_started_again() -> None:
    with start("exit 1") as (first, _), start("exit 1", attempt=9) as (tenth, _):
        assert comes_true(lambda: first.is_due)
        assert comes_true(lambda: tenth.is_over)

        assert (tenth.is_due, first.next_attempt, tenth.next_attempt) == (False, 1, 10)
        tenth.began -= MOST_REST_SECONDS
        assert (tenth.is_due, tenth.next_attempt) == (True, 0)
