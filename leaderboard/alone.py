"""That no two processes rank at once, or change what came with files, on one machine or on several."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

# Of PostgreSQL's locks that belong to no table; chosen once.
NUMBER = 7_264_001
IMPORTING = 7_264_002
FILE = "ranking.lock"
POLL_SECONDS = 0.2


class Busy(Exception):
    """Somebody else ranks."""


@contextmanager
def alone(*, patience: float = 0) -> Iterator[None]:
    """Raises Busy after so many seconds. Whoever dies lets go."""
    with _on_postgresql(patience) if connection.vendor == "postgresql" else _on_sqlite(patience):
        yield


def take_turns() -> None:
    """In a transaction, until its end: nobody else imports meanwhile. On SQLite nobody else writes anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORTING])


@contextmanager
def _on_postgresql(patience: float) -> Iterator[None]:
    _wait_for(lambda: _ask("SELECT pg_try_advisory_lock(%s)"), patience)
    try:
        yield
    finally:
        _ask("SELECT pg_advisory_unlock(%s)")


def _ask(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [NUMBER])
        return bool(cursor.fetchone()[0])


@contextmanager
def _on_sqlite(patience: float) -> Iterator[None]:
    with (settings.ARENA_DATA / FILE).open("w") as file:
        _wait_for(lambda: _lock(file.fileno()), patience)
        yield


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for(is_free: Callable[[], bool], patience: float) -> None:
    end = time.monotonic() + patience
    while not is_free():
        if time.monotonic() >= end:
            raise Busy
        time.sleep(POLL_SECONDS)
