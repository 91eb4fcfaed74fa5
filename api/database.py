"""The one way from the event loop to the database: few threads, a timer, and a connection given back soon."""

import asyncio
import concurrent.futures
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error, InterfaceError, InternalError, OperationalError, connection

T = TypeVar("T")

HOP_SECONDS = 1.2
# Work that may take longer has threads of its own, or a few who hash passwords would keep everybody else waiting.
SLOW_THREADS = 2
# What a process has to store is stored however busy the others are.
WRITING_THREADS = 1
# To open a connection costs more than such a write does. Not for long: the pool looks whether it is still well.
CONNECTED_SECONDS = 1.0
# What it has to know of other processes, it hears however busy it is.
LISTENING_THREADS = 1
# It is not the fault of what was to be stored: the database is away, may only be read, or somebody else has the row.
PASSING = (OperationalError, InterfaceError, InternalError)


class Threads(ThreadPoolExecutor):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._looking = threading.Lock()
        # When what has not begun was handed in.
        self._entered: deque[float] = deque()

    @property
    def waiting(self) -> int:
        return self._work_queue.qsize()

    @property
    def delay(self) -> float:
        """How long whoever is next has been waiting."""
        with self._looking:
            self._forget_begun()
            return time.monotonic() - self._entered[0] if self._entered else 0.0

    def submit(self, *args: Any, **kwargs: Any) -> Any:
        with self._looking:
            submitted = super().submit(*args, **kwargs)
            self._entered.append(time.monotonic())
            self._forget_begun()
        return submitted

    def _forget_begun(self) -> None:
        """What has begun, or will never begin, stood before what has not."""
        while len(self._entered) > self.waiting:
            self._entered.popleft()


_quick = Threads(
    settings.DATABASE_CONNECTIONS - SLOW_THREADS - WRITING_THREADS - LISTENING_THREADS, thread_name_prefix="database"
)
_slow = Threads(SLOW_THREADS, thread_name_prefix="database-slow")
_writing = Threads(WRITING_THREADS, thread_name_prefix="database-writing")
_listening = Threads(LISTENING_THREADS, thread_name_prefix="database-listening")
_ALL: Mapping[str, Threads] = {"quick": _quick, "slow": _slow, "writing": _writing, "listening": _listening}


class HopTimedOut(OperationalError):
    """The database did not answer in time; what had not begun will not begin."""


class _Connected(threading.local):
    until = 0.0


_connected = _Connected()


class Claim:
    """Who has the last word on a hop: its thread, which is about to make true what it did, or its timer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_kept = self._is_dropped = False

    def keep(self) -> bool:
        with self._lock:
            self._is_kept = not self._is_dropped
            return self._is_kept

    def drop(self) -> bool:
        with self._lock:
            self._is_dropped = not self._is_kept
            return self._is_dropped


# Of the hop at hand.
_loop: ContextVar[asyncio.AbstractEventLoop] = ContextVar("loop")
_claim: ContextVar[Claim] = ContextVar("claim", default=Claim())  # noqa: B039 -- nobody drops this one


async def hop(work: Callable[[], T], *, seconds: float = HOP_SECONDS) -> T:
    claim = Claim()
    _loop.set(asyncio.get_running_loop())
    submitted = _submit(work, claim, seconds=seconds)
    future = asyncio.wrap_future(submitted)
    # Nobody may be there any more to hear how it failed.
    future.add_done_callback(_hear_out)
    try:
        done, _ = await asyncio.wait([future], timeout=seconds)
    except asyncio.CancelledError:
        submitted.cancel()
        raise
    if not done and claim.drop():
        submitted.cancel()
        raise HopTimedOut
    return await future


def hop_and_wait(work: Callable[[], T], *, seconds: float = HOP_SECONDS) -> T:
    """The same for a synchronous server."""
    claim = Claim()
    future = _submit(work, claim, seconds=seconds)
    done, _ = concurrent.futures.wait([future], timeout=seconds)
    if not done and claim.drop():
        future.cancel()
        raise HopTimedOut
    return future.result()


async def write(work: Callable[[], T]) -> T:
    """What nobody waits for in person: it takes as long as the database does."""
    return await asyncio.wrap_future(_writing.submit(copy_context().run, _and_stay, work))


async def listen(work: Callable[[], T]) -> T:
    """The same for what others have written, but for the connection: that is given back at once."""
    return await asyncio.wrap_future(_listening.submit(copy_context().run, _and_give_back, work))


def refuse_if_late() -> None:
    """In a hop, before what it did becomes true: its timer has rung, or will not ring any more."""
    if not _claim.get().keep():
        raise HopTimedOut


def on_the_loop(work: Callable[[], object]) -> None:
    """In a hop: done before whoever waits for the hop goes on, and also if nobody does."""
    _loop.get().call_soon_threadsafe(work)


def waiting() -> dict[str, int]:
    """How much has not begun yet, by the threads that it is for."""
    return {name: threads.waiting for name, threads in _ALL.items()}


def delay() -> float:
    """How long whoever comes now would wait for a thread, as far as can be seen."""
    return _quick.delay


def is_there() -> bool:
    try:
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def wait_for_nobody() -> None:
    """In a transaction. Who has a row for longer keeps only its own entry waiting. SQLite has one lock for all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")


def _submit(work: Callable[[], T], claim: Claim, *, seconds: float) -> concurrent.futures.Future[T]:
    threads = _slow if seconds > HOP_SECONDS else _quick
    # In its own context: whoever waited may go on to work without a hop.
    context = copy_context()
    context.run(_claim.set, claim)
    return threads.submit(context.run, _and_give_back, work)


def _hear_out(future: asyncio.Future[T]) -> None:
    if not future.cancelled():
        future.exception()


def _and_give_back(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


def _and_stay(work: Callable[[], T]) -> T:
    if time.monotonic() > _connected.until:
        connection.close()
        _connected.until = time.monotonic() + CONNECTED_SECONDS
    try:
        return work()
    except BaseException:
        connection.close()
        _connected.until = 0.0
        raise
