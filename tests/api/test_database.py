"""The hop: few threads, a timer, a connection given back."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from api.database import SLOW_THREADS, HopTimedOut, hop, hop_and_wait

QUICK_THREADS = settings.DATABASE_CONNECTIONS - SLOW_THREADS


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


@pytest.mark.parametrize(
    "wait", [lambda work: asyncio.run(hop(work, seconds=0.05)), lambda work: hop_and_wait(work, seconds=0.05)]
)
def test_whoever_waits_is_told_in_time(wait, database: None, done: threading.Event) -> None:
    with pytest.raises(HopTimedOut):
        wait(done.wait)


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


def test_a_thread_whose_waiter_has_gone_is_free_again(database: None, done: threading.Event) -> None:
    async def crowd() -> str:
        busy = [asyncio.create_task(hop(done.wait)) for _ in range(QUICK_THREADS)]
        await asyncio.sleep(0.05)
        for task in busy:
            task.cancel()
        done.set()
        return await hop(ask)

    assert asyncio.run(crowd())
