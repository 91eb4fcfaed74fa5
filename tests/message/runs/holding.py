"""Somebody else who has rows for a while, in a thread and a transaction of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")

PATIENCE_SECONDS = 10.0
# Long enough to find out that one has to wait.
MOMENT_SECONDS = 0.5


@contextmanager
def held(work: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """Somebody has done it, which becomes true when they are told so."""
    has_begun, is_over = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            work()
            has_begun.set()
            is_over.wait(PATIENCE_SECONDS)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        has_begun.wait(PATIENCE_SECONDS)
        try:
            yield is_over.set
        finally:
            is_over.set()
            holding.result()


def in_thread(work: Callable[[], T]) -> Callable[[], T]:
    """Its connection is given back."""

    def do() -> T:
        try:
            return work()
        finally:
            connection.close()

    return do
