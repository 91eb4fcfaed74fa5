"""Whatever models say, and however it is cut, clients hear that and nothing else."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from message.runs.news import Ended, Said, Silence, Thought
from message.wire.formats import FORMATS
from tests.message.wire.decoding import called, ends, hear, measure, said, thought
from tests.message.wire.reading_events import read_events
from tests.message.wire.reading_lines import show_text, split_lines, unescape_in_turn
from tests.message.wire.script import encode
from tests.message.wire.telling import RUNS, calls_of, reasoning_of, text_of

WHOLE = ["lines", "sse"]


@pytest.mark.parametrize("name", WHOLE)
@given(run=RUNS)
def test_what_was_said_is_heard_to_the_letter(name, run):
    heard = hear(name, encode(name, *run))

    assert said(heard) == text_of(run)
    assert thought(heard) == reasoning_of(run)
    assert called(heard) == calls_of(run)


@pytest.mark.parametrize("name", WHOLE)
@given(run=RUNS)
def test_there_is_one_event_for_each_news_and_one_end_for_each_side(name, run):
    heard = hear(name, encode(name, *run))

    assert len(heard) == len(run)
    assert [each.side for each in heard if each.kind == "end"] == [each.side for each in run if isinstance(each, Ended)]
    assert {side: end["finishReason"] for side, end in ends(heard).items()} == {"a": "stop", "b": "error"}


@given(RUNS)
def test_a_client_of_text_puts_together_what_was_said(run):
    body = encode("text", *run)

    assert show_text(body) == {side: text.replace("\r", "") for side, text in fold(run).items()}
    assert list(ends(hear("text", body))) == ["a", "b"]


@given(RUNS)
def test_a_client_of_text_that_unescapes_in_turn_mistakes_backslash_n_and_nothing_else(run):
    shown = show_text(encode("text", *run), unescape_in_turn)

    assert shown == {side: text.replace("\r", "").replace("\\n", "\n") for side, text in fold(run).items()}


def fold(run):
    """The text of each side, with what it thought before in front of it."""
    folded = {}
    for side in "ab":
        news = [each for each in run if isinstance(each, Said | Thought) and each.side == side]
        first = next((index for index, each in enumerate(news) if isinstance(each, Said)), len(news))
        reasoning = "".join(each.text for each in news[:first])
        text = "".join(each.text for each in news if isinstance(each, Said))
        if news:
            folded[side] = (f"<think>{reasoning}</think>" if first else "") + text
    return folded


@given(RUNS, st.sampled_from("ab"))
def test_in_ui_one_side_is_heard_and_ends(run, side):
    heard = hear("ui", encode("ui", *run, side=side))

    assert said(heard).get("", "") == text_of(run).get(side, "")
    assert thought(heard).get("", "") == reasoning_of(run).get(side, "")
    assert [call["name"] for _, call in called(heard)] == [call["name"] for of, call in calls_of(run) if of == side]
    assert ends(heard)[""]["finishReason"] == {"a": "stop", "b": "error"}[side]


LINE = re.compile(r'(?:m:\{.*\}|[ab](?:0:\{.*\}|g:\{.*\}|9:\{.*\}|d:\{"finishReason":"(?:stop|error)",.*\})|: ping)')


@given(RUNS)
def test_whoever_splits_lines_by_unicode_finds_the_same_ones(run):
    body = encode("lines", *run)

    lines = split_lines(body)
    assert body.decode().splitlines() == lines
    assert len(lines) == len(run)
    assert all(LINE.fullmatch(line) for line in lines)


@pytest.mark.parametrize("name", ["sse", "ui"])
@given(run=RUNS)
def test_every_event_has_one_line_of_data(name, run):
    body = encode(name, *run)

    lines = split_lines(body)
    assert body.decode().splitlines() == lines
    assert sum(line.startswith("data: ") for line in lines) == sum(event is not None for event in read_events(body))
    assert all(re.match(r"(?:data: |id: [ab:,!0-9]+$|event: [a-z_]+$|: ping$|$)", line) for line in lines)


@given(RUNS)
def test_lines_of_text_are_as_many_as_there_is_news_to_hear(run):
    lines = split_lines(encode("text", *run))

    kinds = [line.partition(":")[0] for line in lines]
    assert set(kinds) <= {"m", "", *(side + code for side in "ab" for code in "09d")}
    assert [kind for kind in kinds if kind.endswith("d")] == ["ad", "bd"]
    assert kinds.count("") == sum(isinstance(each, Silence) for each in run)


@pytest.mark.parametrize("name", FORMATS)
@given(run=RUNS, cuts=st.lists(st.integers(0, 23)))
def test_writes_may_be_cut_anywhere_between_news(name, run, cuts):
    encoder = FORMATS[name]("a")
    marks = sorted({0, *cuts, len(run)})

    writes = [encoder.encode(run[start:end]) for start, end in pairwise(marks)]

    assert b"".join(writes) == encode(name, *run)


@given(RUNS)
def test_every_id_says_where_the_reader_stands(run):
    heard = hear("sse", encode("sse", *run))

    for index, each in enumerate(heard):
        if each.kind != "ping":
            so_far = heard[: index + 1]
            assert each.id == write_marks(measure(so_far), ends(so_far))


def write_marks(positions, over):
    return ",".join(f"{side}:{positions.get(side, 0)}{'!' if side in over else ''}" for side in "ab")
