"""The server, on a database that takes its time: what happens between two looks at a run, happens often."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

import time
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

PAUSE_SECONDS = 0.04
TABLES = ('FROM "message_message"', 'FROM "message_journal"')


def dawdle(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
    if sql.startswith("SELECT") and any(table in sql for table in TABLES):
        time.sleep(PAUSE_SECONDS)
    return execute(sql, *rest)


def slow_down(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    if dawdle not in connection.execute_wrappers:
        connection.execute_wrappers.append(dawdle)


connection_created.connect(slow_down)

__all__ = ["application"]
