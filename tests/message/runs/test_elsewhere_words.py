"""What other workers hear of readers here: at once, and nobody waits for whoever has the run just then."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from asgiref.sync import sync_to_async
from django.db import connection
from django.utils import timezone

from api import database
from message.models import Run
from message.opening import Opened
from message.runs.elsewhere import Elsewhere, note_read
from message.runs.following import Reader
from tests.message.runs.blanks import open_run
from tests.message.runs.holding import MOMENT_SECONDS, held, in_thread
from tests.message.runs.noticing import PATIENCE_SECONDS, until
from tests.people import Client
from tests.simulator.providing import refusing_url


def locked(opened: Opened) -> AbstractContextManager[Callable[[], None]]:
    return held(lambda: list(Run.objects.filter(pk=opened.run.pk).select_for_update()))


def read_at(opened: Opened) -> datetime | None:
    moment: datetime | None = Run.objects.get(pk=opened.run.pk).read_at
    return moment


def test_whoever_has_a_run_keeps_nobody_from_telling_of_others(opened: Opened, owner: Client) -> None:
    free = open_run(owner, refusing_url(), {"a": "m"})

    with locked(opened) as release, ThreadPoolExecutor(1) as pool:
        telling = pool.submit(in_thread(partial(note_read, {opened.run.pk, free.run.pk})))
        wait([telling], MOMENT_SECONDS)
        is_told = telling.done()
        release()
        telling.result()

    # SQLite has one lock for all.
    is_free = connection.vendor == "postgresql"
    assert (is_told, read_at(opened) is None) == (is_free, is_free)
    assert read_at(free) is not None


def test_of_what_is_over_nobody_is_told(opened: Opened) -> None:
    Run.objects.filter(pk=opened.run.pk).update(ended_at=timezone.now())

    note_read({opened.run.pk})

    assert read_at(opened) is None


def test_of_whoever_comes_later_its_worker_hears_at_once(opened: Opened, owner: Client) -> None:
    """Also where it has just heard of another reader."""
    later = open_run(owner, refusing_url(), {"a": "m"})

    async def perform() -> None:
        elsewhere = Elsewhere()
        readers = []
        async with asyncio.timeout(PATIENCE_SECONDS):
            for each in (opened, later):
                reader = Reader(await sync_to_async(elsewhere.find)(each), {})
                await anext(reader)
                readers.append(reader)
                await until(lambda: elsewhere.told_at)
            # Behind the looks of this moment.
            await asyncio.sleep(MOMENT_SECONDS)
        for reader in readers:
            await reader.aclose()
        assert elsewhere.task
        await elsewhere.task

    asyncio.run(perform())

    assert read_at(opened) is not None
    assert read_at(later) is not None


def test_its_worker_hears_at_once_of_who_comes_during_a_look(opened: Opened, owner: Client) -> None:
    later = open_run(owner, refusing_url(), {"a": "m"})

    async def perform() -> None:
        elsewhere, is_free = Elsewhere(), threading.Event()
        distants = [await sync_to_async(elsewhere.find)(each) for each in (opened, later)]
        looking = asyncio.create_task(database.listen(partial(is_free.wait, PATIENCE_SECONDS)))
        readers = [Reader(distant, {}) for distant in distants]
        async with asyncio.timeout(PATIENCE_SECONDS):
            await anext(readers[0])
            await until(lambda: elsewhere.told_at)
            await anext(readers[1])
            is_free.set()
            await looking
            await asyncio.sleep(MOMENT_SECONDS)
        for reader in readers:
            await reader.aclose()

    asyncio.run(perform())

    assert read_at(later) is not None
