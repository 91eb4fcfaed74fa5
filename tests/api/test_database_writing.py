"""The thread that writes: to open a connection for each breath would cost more than the breath."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from api import database as hops
from api.database import write


def connect() -> Any:
    ContentType.objects.exists()
    return connection.connection


def fail() -> None:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("seconds", "between", "is_kept"), [(60, connect, True), (60, fail, False), (0, connect, False)]
)
def test_who_writes_keeps_the_connection_for_a_while_unless_it_fails(
    seconds: float, between: Callable[[], object], *, is_kept: bool, database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hops, "CONNECTED_SECONDS", seconds)

    async def write_often() -> bool:
        with suppress(ZeroDivisionError):
            await write(fail)
        kept = await write(connect)
        with suppress(ZeroDivisionError):
            await write(between)
        return await write(connect) is kept

    assert asyncio.run(write_often()) is is_kept
