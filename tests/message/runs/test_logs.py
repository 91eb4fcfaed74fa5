"""A log is read from any place, at any speed, by any number of readers: each hears exactly the rest."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from message.runs.logs import LONGEST, PIECE, Cursor, Kind, Log, replay
from message.runs.news import Called, News, Said, Thought

# What was said, as kind and text; of a call its id.
Told = tuple[str, str]

NAMES = {Said: Kind.TEXT, Thought: Kind.REASONING}
LETTERS = "नमस्ते, مرحبا, 👩‍👩‍👧 and e\u0301\n"
# No two places of it look alike for long.
LONG = "".join(f"{number} " for number in range(LONGEST))
LENGTHS = st.sampled_from([1, PIECE - 1, PIECE, PIECE + 1, LONGEST, LONGEST + 1, 3 * LONGEST])
TEXTS = st.text(LETTERS, min_size=1, max_size=12) | LENGTHS.map(lambda size: LONG[:size])
SPEECH = st.tuples(st.sampled_from([Kind.TEXT, Kind.REASONING]), TEXTS)
CALLS = st.tuples(st.just(Kind.CALL), st.uuids().map(str))
TELLINGS = st.lists(SPEECH | CALLS, max_size=12)


def add(log: Log, kind: str, text: str) -> None:
    if kind == Kind.CALL:
        log.add_call({"id": text, "name": "look_up", "arguments": "{}"})
    else:
        log.add(Kind(kind), text)


def make_log(told: Iterable[Told]) -> Log:
    log = Log("a")
    for kind, text in told:
        add(log, kind, text)
    return log


def fold(told: Iterable[Told]) -> list[Told]:
    """The same, whatever the pieces it came in."""
    folded: list[Told] = []
    for kind, text in told:
        if folded and kind != Kind.CALL and folded[-1][0] == kind:
            folded[-1] = (kind, folded[-1][1] + text)
        elif text:
            folded.append((kind, text))
    return folded


def rest(told: Iterable[Told], position: int) -> list[Told]:
    """What a reader who stands there has not heard."""
    left: list[Told] = []
    at = 0
    for kind, text in told:
        if kind == Kind.CALL:
            left += [(kind, text)] if at >= position else []
            continue
        left.append((kind, text[max(position - at, 0) :]))
        at += len(text)
    return fold(left)


def hear(news: Iterable[Any]) -> list[Told]:
    return fold((Kind.CALL, each.id) if isinstance(each, Called) else (NAMES[type(each)], each.text) for each in news)


def read_from(log: Log, position: int) -> list[Told]:
    return hear(log.read(log.find(position)))


def places_of(told: Iterable[Told]) -> list[int]:
    """Where something ends, and beside it."""
    ends, at = {0, 1}, 0
    for kind, text in told:
        at += 0 if kind == Kind.CALL else len(text)
        ends |= {at - 1, at, at + 1, at - LONGEST}
    return [place for place in ends if 0 <= place <= at]


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
    calls = [{"id": text, "name": "look_up", "arguments": "{}"} for kind, text in told if kind == Kind.CALL]
    texts = {"text": log.text_of(Kind.TEXT), "reasoning": log.text_of(Kind.REASONING)}
    outline = json.loads(json.dumps(log.outline))

    again = replay("a", **texts, calls=calls, outline=outline)

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
