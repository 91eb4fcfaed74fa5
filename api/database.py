"""The one way from a request to the database: few threads, a timer, and a connection given back at once."""

import asyncio
import concurrent.futures
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import TypeVar

from django.db import OperationalError, connection

T = TypeVar("T")

# As many as the pool has connections: more threads would only wait for them.
THREADS = 8
HOP_SECONDS = 1.2

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")


class HopTimedOut(OperationalError):
    """The database did not answer in time; what had not begun will not begin."""


def _submit(work: Callable[[], T]) -> concurrent.futures.Future[T]:
    return _threads.submit(copy_context().run, _and_give_back, work)


def _and_give_back(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


async def hop(work: Callable[..., T], *args: object, seconds: float = HOP_SECONDS, **kwargs: object) -> T:
    future = _submit(partial(work, *args, **kwargs))
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.wrap_future(future)
    except TimeoutError as error:
        raise HopTimedOut from error


def hop_and_wait(work: Callable[..., T], *args: object, seconds: float = HOP_SECONDS, **kwargs: object) -> T:
    """The same for a synchronous server."""
    future = _submit(partial(work, *args, **kwargs))
    try:
        return future.result(seconds)
    except TimeoutError as error:
        future.cancel()
        raise HopTimedOut from error
