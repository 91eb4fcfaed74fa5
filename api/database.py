"""The one way from the event loop to the database: few threads, a timer, and a connection given back at once."""

import asyncio
import concurrent.futures
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import TypeVar

from django.conf import settings
from django.db import OperationalError, connection

T = TypeVar("T")

HOP_SECONDS = 1.2
# Work that may take longer has threads of its own, or a few who hash passwords would keep everybody else waiting.
SLOW_THREADS = 2
# What a process has to store is stored however busy the others are.
WRITING_THREADS = 1

_quick = ThreadPoolExecutor(
    settings.DATABASE_CONNECTIONS - SLOW_THREADS - WRITING_THREADS, thread_name_prefix="database"
)
_slow = ThreadPoolExecutor(SLOW_THREADS, thread_name_prefix="database-slow")
_writing = ThreadPoolExecutor(WRITING_THREADS, thread_name_prefix="database-writing")

# Of the hop at hand.
_loop: ContextVar[asyncio.AbstractEventLoop] = ContextVar("loop")
_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


class HopTimedOut(OperationalError):
    """The database did not answer in time; what had not begun will not begin."""


async def hop(work: Callable[[], T], *, seconds: float = HOP_SECONDS) -> T:
    _loop.set(asyncio.get_running_loop())
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


async def write(work: Callable[[], T]) -> T:
    """What nobody waits for in person: it takes as long as the database does."""
    return await asyncio.wrap_future(_writing.submit(copy_context().run, _and_give_back, work))


def is_late() -> bool:
    """In a hop: whether its timer has rung, so that nobody waits for it any more."""
    return time.monotonic() > _deadline.get()


def refuse_if_late() -> None:
    """In a hop, before what it did becomes true."""
    if is_late():
        raise HopTimedOut


def on_the_loop(work: Callable[[], object]) -> None:
    """In a hop: done before whoever waits for the hop goes on, and also if nobody does."""
    _loop.get().call_soon_threadsafe(work)


def _submit(work: Callable[[], T], seconds: float) -> concurrent.futures.Future[T]:
    threads = _slow if seconds > HOP_SECONDS else _quick
    _deadline.set(time.monotonic() + seconds)
    return threads.submit(copy_context().run, _and_give_back, work)


def _and_give_back(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()
