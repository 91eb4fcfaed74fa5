"""Readers of runs of other workers: one query for all of them, as long as there are any."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from api import database
from message.models import Run
from message.opening import Opened
from message.runs import elsewhere as elsewheres
from message.runs.elsewhere import FRESH_SECONDS, Distant, Elsewhere
from message.runs.following import Reader
from message.runs.logs import Kind
from message.runs.news import Ended, News, Said
from message.runs.positions import Place
from tests.message.runs.blanks import open_run
from tests.message.runs.distance import SUCCESS, Owner
from tests.message.runs.noticing import PATIENCE_SECONDS, noticed, until
from tests.people import Client
from tests.simulator.providing import refusing_url

T = TypeVar("T")


@pytest.fixture(autouse=True)
def haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elsewheres, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(elsewheres, "AGAIN_SECONDS", 0.01)


def play(opened: Opened, scene: Callable[[Elsewhere, Distant, Owner], Awaitable[T]]) -> T:
    async def perform() -> T:
        elsewhere = Elsewhere()
        distant = await sync_to_async(elsewhere.find)(opened)
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await scene(elsewhere, distant, Owner(opened))

    return asyncio.run(perform())


def test_who_wants_one_side_hears_its_end_alone(opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[str]:
        hearing = asyncio.create_task(hear(Reader(distant, {"b": Place(is_over=True)}, may_return=False)))
        await until(lambda: elsewhere.task)
        await elsewhere.drain(0)
        return words(await hearing)

    assert play(opened, scene) == ["a"]


async def hear_all(distant: Distant) -> list[News]:
    return await hear(Reader(distant, {}))


async def hear(reader: Reader) -> list[News]:
    try:
        return [each async for news in reader for each in news]
    finally:
        await reader.aclose()


@sync_to_async
def tell(there: Owner, text: str, *, ends: str = "") -> None:
    there.say("a", [(Kind.TEXT, text)])
    there.breathe()
    for side in ends:
        there.end(side, SUCCESS)


def words(news: list[News]) -> list[str]:
    return [each.text if isinstance(each, Said) else each.side for each in news if isinstance(each, Said | Ended)]


def test_who_listens_hears_what_comes(opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[list[str]]:
        hearing = [asyncio.create_task(hear_all(distant)) for _ in range(2)]
        await tell(there, "So ")
        await until(lambda: distant.logs["a"].position)
        await tell(there, "it goes", ends="ab")
        return [words(await each) for each in hearing]

    assert play(opened, scene) == [["So ", "it goes", "a", "b"]] * 2


@pytest.mark.parametrize("way", ["it is over", "they leave"])
def test_nothing_is_asked_for_those_who_have_gone(way: str, opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> tuple[int, int]:
        reader = Reader(distant, {})
        await anext(reader)
        await tell(there, "So", ends="ab" if way == "it is over" else "")
        await until(lambda: distant.number or distant.ends)
        if way == "they leave":
            await reader.aclose()
        task = elsewhere.task
        await until(lambda: task and task.done())
        with noticed("WITH") as notice:
            await asyncio.sleep(0.05)
        return notice.count, len(elsewhere.followed)

    assert play(opened, scene) == (0, 0)


def test_who_comes_again_is_heard_for_again(opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[str]:
        reader = Reader(distant, {})
        await anext(reader)
        await reader.aclose()
        await until(lambda: elsewhere.task and elsewhere.task.done())
        hearing = asyncio.create_task(hear_all(distant))
        await tell(there, "So", ends="ab")
        return words(await hearing)

    assert play(opened, scene) == ["So", "a", "b"]


def read_at(opened: Opened) -> Any:
    return Run.objects.get(pk=opened.run.pk).read_at


def test_others_learn_that_it_is_read(opened: Opened, owner: Client) -> None:
    other = open_run(owner, refusing_url(), {"a": "m"})

    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> tuple[int, int]:
        with noticed("UPDATE") as updates, noticed("WITH") as looks:
            hearing = asyncio.create_task(hear_all(distant))
            await until(lambda: looks.count > 5)
            counts = updates.count, looks.count
            await tell(there, "So", ends="ab")
            await hearing
        return counts

    updates, looks = play(opened, scene)

    assert (updates, looks > 5) == (1, True)
    assert read_at(opened) is not None
    assert read_at(other) is None


def test_nobody_waits_for_what_others_learn(opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[str]:
        await tell(there, "So", ends="ab")
        is_begun, is_free = threading.Event(), threading.Event()

        @transaction.atomic
        def keep_the_lock() -> None:
            is_begun.set()
            is_free.wait(PATIENCE_SECONDS)

        busy = asyncio.create_task(database.write(keep_the_lock))
        await asyncio.to_thread(is_begun.wait)
        try:
            return words(await hear_all(distant))
        finally:
            is_free.set()
            await busy

    assert play(opened, scene) == ["So", "a", "b"]


def test_while_the_database_is_away_they_wait(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[str]:
        hearing = asyncio.create_task(hear_all(distant))
        with noticed("WITH", is_away=True) as outage:
            await until(lambda: outage.count > 2)
        await tell(there, "So", ends="ab")
        return words(await hearing)

    assert play(opened, scene) == ["So", "a", "b"]
    assert "cannot be heard: OperationalError" in caplog.text


def test_a_worker_that_drains_sends_them_elsewhere(opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[list[str]]:
        hearing = asyncio.create_task(hear_all(distant))
        await tell(there, "So")
        await until(lambda: distant.number)
        await elsewhere.drain(0)
        distant.heard_at -= FRESH_SECONDS
        late = await sync_to_async(elsewhere.find)(opened)
        assert late is not distant
        return [words(await hearing), words(await hear_all(late))]

    assert play(opened, scene) == [["So"], ["So"]]


def test_a_worker_that_drains_gives_them_their_time(opened: Opened) -> None:
    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[str]:
        hearing = asyncio.create_task(hear_all(distant))
        await until(lambda: elsewhere.task)
        draining = asyncio.create_task(elsewhere.drain(PATIENCE_SECONDS))
        await tell(there, "So", ends="ab")
        await draining
        return words(await hearing)

    assert play(opened, scene) == ["So", "a", "b"]


def test_who_cannot_come_back_hears_an_end(opened: Opened) -> None:
    """Some formats always tell from the start."""

    async def scene(elsewhere: Elsewhere, distant: Distant, there: Owner) -> list[News]:
        reader = Reader(distant, {}, may_return=False)
        await tell(there, "So", ends="b")
        hearing = asyncio.create_task(hear(reader))
        await until(lambda: distant.ends)
        await elsewhere.drain(0)
        return await hearing

    heard = play(opened, scene)

    assert words(heard) == ["So", "b", "a"]
    assert [(each.code or each.reason, each.position) for each in heard if isinstance(each, Ended)] == [
        ("stop", 0),
        ("interrupted", 2),
    ]
