"""The one way from a request to the database: few threads, a timer, and a connection given back at once."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from django.conf import settings
from django.db import OperationalError, connection

T = TypeVar("T")

HOP_SECONDS = 1.2
# Work that may take longer has threads of its own, or a few who hash passwords would keep everybody else waiting.
SLOW_THREADS = 2

_quick = ThreadPoolExecutor(settings.DATABASE_CONNECTIONS - SLOW_THREADS, thread_name_prefix="database")
_slow = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="database-slow")


class HopTimedOut(OperationalError):
    """The database did not answer in time; what had not begun will not begin."""


async def hop(work: Callable[[], T], *, seconds: float = HOP_SECONDS) -> T:
    future = asyncio.wrap_future(_submit(work, seconds))
    try:
        async with asyncio.timeout(seconds) as timer:
            return await future
    except TimeoutError as error:
        if timer.expired():
            raise HopTimedOut from error
        raise


def hop_and_wait(work: Callable[[], T], *, seconds: float = HOP_SECONDS) -> T:
    """The same for a synchronous server."""
    future = _submit(work, seconds)
    done, _ = concurrent.futures.wait([future], timeout=seconds)
    if not done:
        future.cancel()
        raise HopTimedOut
    return future.result()


def _submit(work: Callable[[], T], seconds: float) -> concurrent.futures.Future[T]:
    threads = _slow if seconds > HOP_SECONDS else _quick
    return threads.submit(copy_context().run, _and_give_back, work)


def _and_give_back(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()
