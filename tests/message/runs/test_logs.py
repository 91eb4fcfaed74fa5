"""A log is read from any place, at any speed, by any number of readers: each hears exactly the rest."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from message.runs.logs import LONGEST, PIECE, Cursor, Kind, Log
from message.runs.news import Called, News, Said
from tests.message.runs.tellings import (
    CALLS,
    LONG,
    SPEECH,
    TELLINGS,
    Told,
    add,
    hear,
    make_log,
    places_of,
    read_from,
    rest,
    store,
)


@given(TELLINGS)
def test_from_any_place_the_rest_is_heard(told: list[Told]) -> None:
    log = make_log(told)

    heard = {place: read_from(log, place) for place in places_of(told)}

    assert heard == {place: rest(told, place) for place in places_of(told)}


class Ear:
    """A reader that came when a side had said something, and stands at a part of it."""

    def __init__(self, log: Log, part: float) -> None:
        self.position = round(part * log.position)
        self.cursor = log.find(self.position)
        self.news: list[News] = []


STEPS = st.lists(
    SPEECH
    | CALLS
    | st.tuples(st.just("come"), st.floats(0, 1))
    | st.tuples(st.just("listen"), st.tuples(st.integers(0, 9), st.integers(1, 3) | st.none())),
    max_size=30,
)


@given(STEPS)
def test_readers_who_come_and_listen_at_any_moment_miss_nothing(steps: list[tuple[str, Any]]) -> None:
    log, ears, told = Log("a"), [Ear(Log("a"), 0.0)], []

    for kind, value in steps:
        if kind == "come":
            ears.append(Ear(log, value))
        elif kind == "listen":
            # Some leave off in the middle of what is new.
            ear = ears[value[0] % len(ears)]
            ear.news += islice(log.read(ear.cursor), value[1])
        else:
            told.append((kind, value))
            add(log, kind, value)
    for ear in ears:
        ear.news += log.read(ear.cursor)

    assert [hear(ear.news) for ear in ears] == [rest(told, ear.position) for ear in ears]


@given(TELLINGS)
def test_what_was_stored_is_told_as_it_was_said(told: list[Told]) -> None:
    log = make_log(told)

    again = store(log)

    assert again.position == log.position
    assert {place: read_from(again, place) for place in places_of(told)} == {
        place: rest(told, place) for place in places_of(told)
    }


@given(TELLINGS)
def test_every_piece_tells_where_the_side_stands_behind_it(told: list[Told]) -> None:
    news: Iterable[Any] = make_log(told).read(Cursor())
    position = 0

    for each in news:
        position += 0 if isinstance(each, Called) else len(each.text)
        assert each.position == position


def test_a_call_at_the_position_is_told_again() -> None:
    log = make_log([(Kind.TEXT, "So"), (Kind.CALL, "1"), (Kind.CALL, "2"), (Kind.TEXT, "?")])

    again, behind = read_from(log, 2), read_from(log, 3)

    assert again == [(Kind.CALL, "1"), (Kind.CALL, "2"), (Kind.TEXT, "?")]
    assert behind == []


def test_who_stands_behind_all_hears_the_last_piece_grow() -> None:
    log = make_log([(Kind.TEXT, "So")])
    cursor = log.find(2)
    before = list(log.read(cursor))
    log.add(Kind.TEXT, " it goes")

    after = list(log.read(cursor))

    assert (before, after) == ([], [Said("a", " it goes", 10)])


def test_what_is_long_comes_in_parts() -> None:
    log = make_log([(Kind.TEXT, LONG)])

    parts = [each.text for each in log.read(Cursor()) if isinstance(each, Said)]

    assert max(map(len, parts)) <= LONGEST + PIECE
    assert "".join(parts) == LONG


@pytest.mark.parametrize(
    ("told", "outline"),
    [
        ([], None),
        ([(Kind.REASONING, "Hm"), (Kind.TEXT, "Yes"), (Kind.TEXT, "."), (Kind.CALL, "1")], None),
        (
            [(Kind.TEXT, "Yes"), (Kind.REASONING, "Hm"), (Kind.REASONING, "…")],
            [("text", 3), ("reasoning", 3)],
        ),
        (
            [(Kind.CALL, "1"), (Kind.CALL, "2"), (Kind.TEXT, "Yes")],
            [("call", 0), ("call", 0), ("text", 3)],
        ),
    ],
)
def test_only_an_unusual_order_is_kept(told: list[Told], outline: list[tuple[str, int]] | None) -> None:
    assert make_log(told).outline == outline
