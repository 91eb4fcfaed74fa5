"""The hop: few threads, a timer, a connection given back."""

import asyncio
import threading
import time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from api.database import THREADS, HopTimedOut, hop, hop_and_wait


def ask() -> str:
    ContentType.objects.exists()
    return threading.current_thread().name


def is_connected() -> bool:
    return connection.connection is not None


def test_many_hops_share_few_threads(database: None) -> None:
    async def ask_often() -> list[str]:
        return await asyncio.gather(*(hop(ask) for _ in range(100)))

    names = asyncio.run(ask_often())

    assert len(names) == 100
    assert 1 <= len(set(names)) <= THREADS


def test_no_thread_keeps_a_connection(database: None) -> None:
    async def look_after_asking() -> list[bool]:
        await asyncio.gather(*(hop(ask) for _ in range(50)))
        return await asyncio.gather(*(hop(is_connected) for _ in range(50)))

    assert asyncio.run(look_after_asking()) == [False] * 50


@pytest.mark.parametrize(
    "wait", [lambda work: asyncio.run(hop(work, seconds=0.05)), lambda work: hop_and_wait(work, seconds=0.05)]
)
def test_whoever_waits_is_told_in_time(wait, database: None) -> None:
    done = threading.Event()

    with pytest.raises(HopTimedOut):
        wait(done.wait)

    done.set()


def test_what_has_not_begun_in_time_never_begins(database: None) -> None:
    done, begun = threading.Event(), []

    async def crowd() -> None:
        busy = [asyncio.create_task(hop(done.wait, seconds=5)) for _ in range(THREADS)]
        await asyncio.sleep(0.05)
        with pytest.raises(HopTimedOut):
            await hop(lambda: begun.append(True), seconds=0.05)
        done.set()
        await asyncio.gather(*busy)

    asyncio.run(crowd())
    hop_and_wait(time.sleep, 0)

    assert begun == []


def test_an_error_of_the_work_arrives_as_itself(database: None) -> None:
    with pytest.raises(ZeroDivisionError):
        hop_and_wait(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        asyncio.run(hop(lambda: 1 / 0))
