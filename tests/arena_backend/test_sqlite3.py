"""Transactions on SQLite take turns: who waits longest writes next; and what is there stays readable."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from arena_backend.sqlite3.base import DatabaseWrapper
from arena_backend.sqlite3.turns import Turns

SECONDS = 10.0
SETTINGS = {"OPTIONS": {"init_command": "PRAGMA journal_mode=WAL;"}}


def wait_in_line(turns: Turns, number: int, *, done: Callable[[int], object]) -> threading.Thread:
    """Somebody who is surely waiting."""

    def work() -> None:
        assert turns.take(seconds=SECONDS)
        done(number)
        turns.pass_on()

    before = len(turns._waiting)
    thread = threading.Thread(target=work)
    thread.start()
    while len(turns._waiting) == before:
        pass
    return thread


def test_who_waits_longest_is_next() -> None:
    turns, order = Turns(), list[int]()
    turns.take(seconds=0)

    threads = [wait_in_line(turns, number, done=order.append) for number in range(10)]
    turns.pass_on()
    for thread in threads:
        thread.join()

    assert order == list(range(10))


def test_who_has_waited_long_enough_gives_up_and_the_next_is_called() -> None:
    turns, order = Turns(), list[int]()
    turns.take(seconds=0)

    has_had_enough = not turns.take(seconds=0.01)
    thread = wait_in_line(turns, 1, done=order.append)
    turns.pass_on()
    thread.join()

    assert has_had_enough
    assert order == [1]
    assert turns.take(seconds=0)


@pytest.mark.django_db
def test_what_readers_need_stays_when_nobody_reads(tmp_path: Path) -> None:
    """On a full disk it could not be made again."""
    file = tmp_path / "arena.sqlite3"
    database = DatabaseWrapper({**connections["default"].settings_dict, **SETTINGS, "NAME": str(file)}, "another")
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE fruit (name TEXT)")

    database.close()

    assert {each.name for each in tmp_path.iterdir()} == {file.name, f"{file.name}-wal", f"{file.name}-shm"}
