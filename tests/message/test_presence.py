"""A worker is there as long as it counts, and nobody believes a clock, or themselves after they were away."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from message.models import WORKER_LIFETIME, Message, Run, Worker
from message.presence import BEAT_SECONDS, GAP_SECONDS, LEASE_SECONDS, Presence
from tests.message.runs.blanks import make_blanks, run_of
from tests.people import Client

pytestmark = pytest.mark.usefixtures("alone")

# Looks from when a lease begins until it has just not ended.
LOOKS = int(LEASE_SECONDS / BEAT_SECONDS)


def make_worker() -> Presence:
    worker = Presence()
    worker.begin()
    return worker


def pass_time(watcher: Presence, seconds: float = BEAT_SECONDS) -> None:
    """As if so long had passed since it last looked."""
    watcher.looked_at -= seconds
    watcher.seen = {worker: replace(sight, since=sight.since - seconds) for worker, sight in watcher.seen.items()}


def watch(watcher: Presence, *, looks: int = LOOKS) -> None:
    """A look every two seconds."""
    for _ in range(looks):
        pass_time(watcher)
        watcher.bury()


def row(worker: Presence) -> Worker:
    return Worker.objects.get(pk=worker.id)


def is_there(worker: Presence) -> bool:
    return row(worker).gone_at is None


def test_who_counts_stays() -> None:
    watcher, other = make_worker(), make_worker()

    for _ in range(3 * LOOKS):
        other.beat()
        watch(watcher, looks=1)

    assert is_there(other)
    assert row(other).beat == 3 * LOOKS


def test_who_stands_still_for_a_lease_is_gone() -> None:
    watcher, other = make_worker(), make_worker()
    other.beat()

    there = []
    for _ in range(LOOKS + 1):
        watch(watcher, looks=1)
        there.append(is_there(other))

    assert there == [True] * LOOKS + [False]
    assert row(other).has_crashed


def test_who_counts_once_in_a_lease_stays() -> None:
    watcher, other = make_worker(), make_worker()

    for _ in range(5):
        watch(watcher)
        other.beat()

    watch(watcher)
    assert is_there(other)


def test_nobody_buries_themselves() -> None:
    watcher = make_worker()

    watch(watcher, looks=3 * LOOKS)

    assert is_there(watcher)


def test_it_is_known_who_spoke_then(owner: Client) -> None:
    watcher, other = make_worker(), make_worker()
    a, b, ended = make_blanks(owner, 3)
    (over,) = make_blanks(owner)
    (nobodys,) = make_blanks(owner)
    Run.objects.filter(pk__in=[run_of(a), run_of(over)]).update(owner=other.id)
    Run.objects.filter(pk=run_of(over)).update(ended_at=timezone.now())
    Run.objects.filter(pk=run_of(nobodys)).update(owner=watcher.id)
    Message.objects.filter(pk=ended.pk).update(status="stopped")
    Message.objects.filter(pk=b.pk).update(status="streaming")

    watch(watcher, looks=LOOKS + 1)

    assert sorted(row(other).speaking) == sorted([names_of(a), names_of(b)])


def names_of(message: Message) -> str:
    assert message.model
    return message.model.name


def test_a_model_on_two_sides_is_named_once(owner: Client) -> None:
    watcher, other = make_worker(), make_worker()
    answers = make_blanks(owner, 2)
    Message.objects.filter(pk=answers[1].pk).update(model=answers[0].model)
    Run.objects.filter(pk=run_of(answers[0])).update(owner=other.id)

    watch(watcher, looks=LOOKS + 1)

    assert row(other).speaking == [names_of(answers[0])]


def test_after_a_gap_nobody_is_gone_until_a_whole_lease_was_seen() -> None:
    """The database was away, or the machine asleep: nobody could count."""
    watcher, other = make_worker(), make_worker()
    watch(watcher)

    pass_time(watcher, GAP_SECONDS + 0.1)
    watcher.bury()
    at_once = is_there(other)
    watch(watcher, looks=LOOKS - 1)
    before = is_there(other)
    watch(watcher, looks=1)

    assert (at_once, before, is_there(other)) == (True, True, False)


def test_a_look_that_is_a_little_late_is_no_gap() -> None:
    watcher, other = make_worker(), make_worker()
    watch(watcher)

    pass_time(watcher, GAP_SECONDS - 0.1)
    watcher.bury()

    assert not is_there(other)


def before(statement: str, act: Callable[[], object]) -> AbstractContextManager[None]:
    """Somebody acts just before such a statement, once."""
    waiting = [act]

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(statement) and waiting:
            waiting.pop()()
        return run(sql, params, many, context)

    return connection.execute_wrapper(execute)


def test_who_counts_in_that_moment_is_not_buried() -> None:
    watcher, other = make_worker(), make_worker()
    watch(watcher)

    with before('UPDATE "message_worker"', other.beat):
        watch(watcher)

    assert row(other).beat == 1
    assert is_there(other)
    assert not row(other).has_crashed


def test_who_was_buried_begins_anew_under_another_id() -> None:
    watcher, other = make_worker(), make_worker()
    former = other.id
    watch(watcher, looks=LOOKS + 1)

    counts = [other.beat(), other.beat()]

    assert counts == [False, True]
    assert other.id != former
    assert Worker.objects.get(pk=former).gone_at is not None
    assert is_there(other)


def test_to_end_is_no_crash() -> None:
    watcher, other = make_worker(), make_worker()
    watch(watcher)

    other.end()
    ended_at = row(other).gone_at
    watch(watcher, looks=2 * LOOKS)

    assert ended_at is not None
    assert row(other).gone_at == ended_at
    assert not row(other).has_crashed


def test_who_ends_after_its_burial_has_crashed_all_the_same() -> None:
    watcher, other = make_worker(), make_worker()
    watch(watcher, looks=LOOKS + 1)
    buried_at = row(other).gone_at

    other.end()

    assert row(other).gone_at == buried_at
    assert row(other).has_crashed


def make_gone(**ago: float) -> UUID:
    return Worker.objects.create(gone_at=timezone.now() - timedelta(**ago)).pk


def test_who_is_long_gone_is_forgotten_unless_runs_of_it_are_live(owner: Client) -> None:
    there, lately, long_ago, needed = make_worker().id, make_gone(hours=23), make_gone(hours=25), make_gone(days=9)
    (live,), (ended,) = make_blanks(owner), make_blanks(owner)
    Run.objects.filter(pk=run_of(live)).update(owner=needed)
    Run.objects.filter(pk=run_of(ended)).update(owner=long_ago, ended_at=timezone.now())

    count = Worker.objects.forget_gone()

    assert timedelta(days=1) == WORKER_LIFETIME
    assert count == 1
    assert set(Worker.objects.values_list("pk", flat=True)) == {there, lately, needed}


def test_a_run_without_an_owner_keeps_nobody(owner: Client) -> None:
    make_blanks(owner)
    make_gone(days=2)

    assert Worker.objects.forget_gone() == 1


def test_a_run_of_somebody_unknown_is_not_abandoned(owner: Client) -> None:
    """It may have begun in an older version, or counts under another name already."""
    (answer,) = make_blanks(owner)
    runs = Run.objects.filter(pk=run_of(answer))

    abandoned = []
    for worker in (None, uuid4(), make_worker().id, make_gone(seconds=1)):
        runs.update(owner=worker)
        abandoned.append(runs.abandoned().exists())

    assert abandoned == [False, False, False, True]
