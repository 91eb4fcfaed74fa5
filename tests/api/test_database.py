"""The hop: few threads, a timer, a connection given back."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from api import database as hops
from api.database import Claim, HopTimedOut, hop, hop_and_wait, refuse_if_late

RESERVED_THREADS = hops.SLOW_THREADS + hops.WRITING_THREADS + hops.LISTENING_THREADS
QUICK_THREADS = settings.DATABASE_CONNECTIONS - RESERVED_THREADS
PATIENCE_SECONDS = 10.0

Wait = Callable[..., Any]
WAITS = {
    "async": lambda work, seconds: asyncio.run(hop(work, seconds=seconds)),
    "sync": lambda work, seconds: hop_and_wait(work, seconds=seconds),
}


def ask() -> str:
    ContentType.objects.exists()
    return threading.current_thread().name


def is_connected() -> bool:
    return connection.connection is not None


@pytest.fixture
def done() -> Iterator[threading.Event]:
    """What busy threads wait for; set in the end, as a thread that waits on would keep the tests from ending."""
    event = threading.Event()
    yield event
    event.set()


def test_many_hops_share_few_threads(database: None) -> None:
    async def ask_often() -> list[str]:
        return await asyncio.gather(*(hop(ask) for _ in range(100)))

    names = asyncio.run(ask_often())

    assert len(names) == 100
    assert 1 <= len(set(names)) <= QUICK_THREADS


def test_no_thread_keeps_a_connection(database: None) -> None:
    async def look_after_asking() -> list[bool]:
        await asyncio.gather(*(hop(ask) for _ in range(50)))
        return await asyncio.gather(*(hop(is_connected) for _ in range(50)))

    assert asyncio.run(look_after_asking()) == [False] * 50


@pytest.fixture(params=WAITS)
def wait(request: pytest.FixtureRequest) -> Wait:
    """For work, so many seconds."""
    return WAITS[request.param]


def test_whoever_waits_is_told_in_time(wait: Wait, database: None, done: threading.Event) -> None:
    with pytest.raises(HopTimedOut):
        wait(done.wait, 0.05)


def test_what_comes_too_late_is_rolled_back(wait: Wait, database: None, done: threading.Event) -> None:
    name = uuid4().hex
    refused: Future[bool] = Future()

    def work() -> None:
        try:
            with transaction.atomic():
                ContentType.objects.create(app_label=name)
                done.wait(PATIENCE_SECONDS)
                refuse_if_late()
        except HopTimedOut:
            refused.set_result(True)
            raise
        refused.set_result(False)

    with pytest.raises(HopTimedOut):
        wait(work, 0.3)
    done.set()

    assert refused.result(PATIENCE_SECONDS)
    assert not ContentType.objects.filter(app_label=name).exists()


def test_what_was_kept_in_time_is_waited_for(wait: Wait, database: None, done: threading.Event) -> None:
    name = uuid4().hex

    def work() -> str:
        with transaction.atomic():
            ContentType.objects.create(app_label=name)
            refuse_if_late()
            done.wait(PATIENCE_SECONDS)
        return "kept"

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(wait, work, 0.5)
        # Longer than its timer: nothing but the work can end it.
        is_early = bool(futures.wait([waiting], timeout=1.0).done)
        done.set()
        result = waiting.result(PATIENCE_SECONDS)

    assert (is_early, result) == (False, "kept")
    assert ContentType.objects.filter(app_label=name).delete()[0] == 1


def test_one_hop_that_came_too_late_refuses_no_other_work(database: None, done: threading.Event) -> None:
    with pytest.raises(HopTimedOut):
        hop_and_wait(done.wait, seconds=0.05)

    refuse_if_late()
    assert hop_and_wait(refuse_if_late) is None


def test_who_comes_first_has_the_last_word() -> None:
    kept, dropped = Claim(), Claim()

    assert (kept.keep(), kept.drop(), kept.keep()) == (True, False, True)
    assert (dropped.drop(), dropped.keep(), dropped.drop()) == (True, False, True)


def test_what_has_not_begun_in_time_never_begins(database: None, done: threading.Event) -> None:
    begun: list[bool] = []

    async def crowd() -> None:
        busy = [asyncio.create_task(hop(done.wait, seconds=1)) for _ in range(QUICK_THREADS)]
        await asyncio.sleep(0.05)
        with pytest.raises(HopTimedOut):
            await hop(lambda: begun.append(True), seconds=0.05)
        done.set()
        await asyncio.gather(*busy)

    asyncio.run(crowd())
    hop_and_wait(ask)

    assert begun == []


def test_an_error_of_the_work_arrives_as_itself(database: None) -> None:
    with pytest.raises(ZeroDivisionError):
        hop_and_wait(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(hop(lambda: 1 / 0))


def test_a_timeout_of_the_work_is_no_timeout_of_the_hop(database: None) -> None:
    def give_up() -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError) as told:
        asyncio.run(hop(give_up))

    assert not isinstance(told.value, HopTimedOut)


def test_slow_work_keeps_nobody_waiting(database: None, done: threading.Event) -> None:
    async def crowd() -> str:
        slow = [asyncio.create_task(hop(done.wait, seconds=30)) for _ in range(20)]
        await asyncio.sleep(0.05)
        name = await hop(ask)
        done.set()
        await asyncio.gather(*slow)
        return name

    assert asyncio.run(crowd())


@pytest.mark.parametrize("way", [hops.write, hops.listen])
def test_what_a_process_stores_and_hears_waits_for_nobody(
    way: Callable[..., Any], database: None, done: threading.Event
) -> None:
    others = [hops.write, hops.listen]
    others.remove(way)

    async def crowd() -> str:
        busy = [asyncio.create_task(hop(done.wait)) for _ in range(QUICK_THREADS)]
        busy += [asyncio.create_task(hop(done.wait, seconds=30)) for _ in range(hops.SLOW_THREADS)]
        busy += [asyncio.create_task(other(done.wait)) for other in others]
        await asyncio.sleep(0.05)
        try:
            return await asyncio.wait_for(way(ask), 1)
        finally:
            done.set()
            await asyncio.gather(*busy)

    assert asyncio.run(crowd())


def test_a_thread_whose_waiter_has_gone_is_free_again(database: None, done: threading.Event) -> None:
    async def crowd() -> str:
        busy = [asyncio.create_task(hop(done.wait)) for _ in range(QUICK_THREADS)]
        await asyncio.sleep(0.05)
        for task in busy:
            task.cancel()
        done.set()
        return await hop(ask)

    assert asyncio.run(crowd())


def test_nobody_is_told_how_a_hop_failed_that_nobody_waits_for(database: None, done: threading.Event) -> None:
    told: list[Any] = []

    def fail_late() -> None:
        done.wait()
        raise ZeroDivisionError

    async def crowd() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        hops = await asyncio.gather(
            *(hop(fail_late, seconds=0.05) for _ in range(QUICK_THREADS)), return_exceptions=True
        )
        assert {type(each) for each in hops} == {HopTimedOut}
        done.set()
        await hop(ask)
        await asyncio.sleep(0)

    asyncio.run(crowd())

    assert told == []
