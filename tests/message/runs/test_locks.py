"""What is stored while others have its rows: nobody waits for another's, and none of them waits in a circle."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.wiping import wipe
from chat_session.models import Session
from message.models import Message, Run
from message.runs import registry as registries
from message.runs.outcomes import Outcome
from message.runs.registry import Registry
from message.runs.running import Running
from message.runs.saving import Ending, Later, Saver, Stored, write_all
from tests.message.runs.blanks import make_blanks, open_run, run_of
from tests.message.runs.holding import PATIENCE_SECONDS, held, in_thread
from tests.people import Client
from tests.simulator.providing import refusing_url

SUCCESS = Outcome(Message.Status.SUCCESS, "stop")
KEPT = Stored(SUCCESS)
MOMENT_SECONDS = 1.0
ROUNDS = 15
# Whether others are stored while somebody has a row: SQLite has one lock for all.
IS_FREE = {"postgresql": True, "sqlite": False}


def well(message: Message) -> Ending:
    return Ending(message.pk, SUCCESS, run_of(message), {"content": "Because."})


def has_ended(message: Message) -> bool:
    return Run.objects.get(replies=message).ended_at is not None


def locked(message: Message) -> AbstractContextManager[Callable[[], None]]:
    return held(lambda: Message.objects.filter(pk=message.pk).update(feedback="liked"))


def both(first: Callable[[], Stored], second: Callable[[], object]) -> Stored:
    """At the same moment; what the first of them says."""
    barrier = Barrier(2)

    def begin(work: Callable[[], object]) -> object:
        barrier.wait(PATIENCE_SECONDS)
        return in_thread(work)()

    with ThreadPoolExecutor(2) as pool:
        told: list[Future[object]] = [pool.submit(begin, work) for work in (first, second)]
    results = [each.result() for each in told]
    assert isinstance(results[0], Stored)
    return results[0]


def store(message: Message) -> Stored:
    """As a saver does: again, where it could not be stored now."""
    while isinstance(result := write_all([well(message)])[0], Later):
        pass
    return result


def test_who_has_a_row_keeps_only_its_own_entry_waiting(owner: Client) -> None:
    taken, free, later = make_blanks(owner, 3)

    async def play(release: Callable[[], None]) -> tuple[list[bool], list[Stored]]:
        saver = Saver()
        waiting = [saver.add(well(taken)), saver.add(well(free))]
        await asyncio.wait(waiting[1:], timeout=MOMENT_SECONDS)
        waiting.append(saver.add(well(later)))
        await asyncio.wait(waiting[2:], timeout=MOMENT_SECONDS)
        done = [each.done() for each in waiting]
        release()
        async with asyncio.timeout(PATIENCE_SECONDS):
            return done, await asyncio.gather(*waiting)

    with locked(taken) as release:
        done, stored = asyncio.run(play(release))

    is_free = IS_FREE[connection.vendor]
    assert (done, stored) == ([False, is_free, is_free], [KEPT] * 3)
    told = Message.objects.filter(run=taken.run_id).order_by("participant")
    assert list(told.values_list("status", "content", "feedback")) == [
        ("success", "Because.", "liked"),
        ("success", "Because.", ""),
        ("success", "Because.", ""),
    ]
    assert has_ended(taken)


def test_a_run_is_locked_before_its_message(owner: Client) -> None:
    """As wiping does, which goes from above."""
    (answer,) = make_blanks(owner)

    with CaptureQueriesContext(connection) as queries:
        write_all([well(answer)])

    touched = [query["sql"] for query in queries if '"message_' in query["sql"]]
    assert touched[0].startswith("SELECT")
    assert '"message_run"' in touched[0]
    assert ("FOR NO KEY UPDATE" in touched[0]) == IS_FREE[connection.vendor]
    assert touched[1].startswith('UPDATE "message_message"')


def test_sides_that_end_at_the_same_moment_close_their_run(owner: Client) -> None:
    """In two processes: neither sees the other's end before it is committed."""
    runs = [make_blanks(owner, 2) for _ in range(ROUNDS)]

    for a, b in runs:
        both(partial(store, a), partial(store, b))

    assert [has_ended(a) for a, _ in runs] == [True] * ROUNDS


def test_what_is_told_is_what_is_stored_while_it_is_wiped(owner: Client) -> None:
    answers = [make_blanks(owner)[0] for _ in range(ROUNDS)]

    told = []
    for answer in answers:
        session = Session.objects.filter(pk=answer.session_id)
        told.append(both(partial(store, answer), partial(wipe, session)))

    rows = [Message.objects.get(pk=answer.pk) for answer in answers]
    assert {row.content for row in rows} == {""}
    for stored, row in zip(told, rows, strict=True):
        assert (stored.outcome.status, stored.outcome.code) == (row.status, row.error_code)


def test_who_closes_does_not_wait_for_ever(owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end cannot be stored; it is when it can, as long as the process lives."""
    monkeypatch.setattr(registries, "CLOSING_SECONDS", 0.2)
    opened = open_run(owner, refusing_url(), {"a": "m"})
    answer = Message.objects.get(pk=opened.replies["a"])

    async def play(release: Callable[[], None]) -> tuple[bool, bool]:
        registry = Registry()
        running = registry.runs[opened.run.pk] = Running(opened, registry.saver, keeper=registry.keeper)
        registry.start(running)
        async with asyncio.timeout(PATIENCE_SECONDS / 2):
            await registry.close()
        is_told = bool(running.transcript.ends)
        release()
        await asyncio.gather(*registry.tasks)
        return is_told, bool(running.transcript.ends)

    with locked(answer) as release:
        told = asyncio.run(play(release))

    answer.refresh_from_db()
    assert told == (False, True)
    assert (answer.status, answer.error_code) == ("error", "interrupted")
