"""A log that is taken down in breaths is the same elsewhere, and is completed there with what was stored."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from message.runs.logs import Cursor, Kind, Log
from tests.message.runs.tellings import (
    CALLS,
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


def take_breath(log: Log, cursor: Cursor, other: Log) -> None:
    """What is new of one log, added to another by way of the journal."""
    other.add_pieces(orjson.loads(orjson.dumps(log.take_pieces(cursor))))


BREATHS = st.lists(SPEECH | CALLS | st.just(("breath", "")), max_size=20)


@given(BREATHS)
def test_what_was_taken_down_in_breaths_is_the_same(steps: list[Told]) -> None:
    log, cursor, other, told = Log("a"), Cursor(), Log("a"), []

    for kind, text in [*steps, ("breath", "")]:
        if kind == "breath":
            take_breath(log, cursor, other)
        else:
            told.append((kind, text))
            add(log, kind, text)

    assert list(log.take_pieces(cursor)) == []
    assert other.position == log.position
    assert {place: read_from(other, place) for place in places_of(told)} == {
        place: rest(told, place) for place in places_of(told)
    }


@given(TELLINGS, TELLINGS)
def test_what_was_heard_is_completed_with_exactly_the_rest(before: list[Told], behind: list[Told]) -> None:
    log, cursor, heard = make_log(before), Cursor(), Log("a")
    take_breath(log, cursor, heard)
    for kind, text in behind:
        add(log, kind, text)

    heard.complete(store(log))

    told = before + behind
    assert heard.position == log.position
    assert {place: read_from(heard, place) for place in places_of(told)} == {
        place: rest(told, place) for place in places_of(told)
    }


@pytest.mark.parametrize("heard", range(7))
def test_calls_at_the_place_where_it_was_left_are_heard_once(heard: int) -> None:
    told = [(Kind.CALL, "1"), (Kind.TEXT, "So"), (Kind.CALL, "2"), (Kind.CALL, "3"), (Kind.REASONING, "?")]
    told += [(Kind.CALL, "4")]
    log = make_log(told[:heard])

    log.complete(store(make_log(told)))

    assert hear(log.read(Cursor())) == told


@pytest.mark.parametrize("stored", [[], [(Kind.TEXT, "S")], [(Kind.CALL, "1")]], ids=["nothing", "less", "a call"])
def test_what_was_stored_short_takes_nothing_back(stored: list[Told]) -> None:
    """Whoever has heard more is called back by its end."""
    told = [(Kind.CALL, "1"), (Kind.TEXT, "So")]
    log = make_log(told)

    log.complete(store(make_log(stored)))

    assert hear(log.read(Cursor())) == told
