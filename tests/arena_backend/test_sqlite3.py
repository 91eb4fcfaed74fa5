"""Transactions on SQLite take turns: who waits longest writes next."""

import threading
from collections.abc import Callable

from arena_backend.sqlite3.turns import Turns

SECONDS = 10.0


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
