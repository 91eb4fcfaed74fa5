"""What this very process asks of its database from its threads, and a database that is away for some of it."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from api import database

PATIENCE_SECONDS = 10.0


class Notice:
    """Of statements that begin in this way."""

    def __init__(self, beginning: str, *, is_away: bool = False) -> None:
        self.beginning = beginning
        self.is_away = is_away
        self.count = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(self.beginning):
            self.count += 1
            if self.is_away:
                raise OperationalError("away")
        return execute(sql, params, many, context)


@contextmanager
def noticed(beginning: str, *, is_away: bool = False) -> Iterator[Notice]:
    """On connections that are made meanwhile."""
    close_connection()
    notice = Notice(beginning, is_away=is_away)
    met: list[BaseDatabaseWrapper] = []

    def meet(connection: BaseDatabaseWrapper, **_: Any) -> None:
        if connection not in met:
            met.append(connection)
            connection.execute_wrappers.append(notice)

    connection_created.connect(meet)
    try:
        yield notice
    finally:
        connection_created.disconnect(meet)
        for connection in met:
            connection.execute_wrappers.remove(notice)


def close_connection() -> None:
    """That of the writing thread, which keeps it. By way of a thread, as the test may have a loop."""
    with ThreadPoolExecutor(1) as threads:
        threads.submit(asyncio.run, database.write(connections.close_all)).result()


async def until(check: Callable[[], object]) -> None:
    """For what happens beside the test."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not check():
        assert time.monotonic() < end
        await asyncio.sleep(0.005)
