"""How much of an answer is taken."""

import pytest

from ai_model.providers.errors import TooMuch
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, ToolCall, Usage
from ai_model.providers.metering import FULL, MAX_CHANGES, MAX_TEXT, MAX_WIRE, Meter


def test_what_there_is_room_for_passes_untouched():
    events: list[Event] = [Reasoning("why"), Text("x" * (MAX_TEXT - 3)), Usage(1, 2), End(Reason.STOP)]

    assert list(Meter().measure(events)) == events


def test_a_side_that_says_too_much_is_closed_at_a_whole_letter():
    meter = Meter()

    heard = list(meter.measure([Text("x" * (MAX_TEXT - 4)), Text("न😀x"), Text("never")]))

    assert heard[1:] == [Text("न"), FULL]
    assert meter.is_full


def test_thoughts_and_text_share_the_room():
    heard = list(Meter().measure([Reasoning("y" * MAX_TEXT), Text("x")]))

    assert heard == [Reasoning("y" * MAX_TEXT), FULL]


def test_empty_words_are_not_told():
    assert list(Meter().measure([Text(""), Reasoning(""), Text("x")])) == [Text("x")]


def test_no_null_gets_through():
    assert list(Meter().measure([Text("a\0b")])) == [Text("a\ufffdb")]


def test_replaced_nulls_count_as_what_they_became():
    meter = Meter()

    heard = list(meter.measure([Text("\0" * MAX_TEXT)]))

    assert heard == [Text("\ufffd" * (MAX_TEXT // 3)), FULL]


def test_the_same_usage_is_told_once():
    events: list[Event] = [Usage(1, 2), Usage(1, 2), Usage(1, 3), Usage(1, 2)]

    assert list(Meter().measure(events)) == [Usage(1, 2), Usage(1, 3), Usage(1, 2)]


def test_calls_have_a_bound_too():
    call = ToolCall("1", "add", "x" * (MAX_TEXT // 2))

    with pytest.raises(TooMuch):
        list(Meter().measure([call, call]))


def test_an_answer_of_nothing_but_bytes_ends():
    meter = Meter()
    meter.weigh(b"x" * 1024)
    meter.read = MAX_WIRE

    with pytest.raises(TooMuch):
        meter.weigh(b"x")


def test_who_changes_between_reasoning_and_text_too_often_is_ended():
    events: list[Event] = [Reasoning("a"), Text("b")] * (MAX_CHANGES // 2)
    meter = Meter()

    heard = list(meter.measure(events))

    assert len(heard) == MAX_CHANGES == 4096
    assert list(meter.measure([Text("c")])) == [Text("c")]
    with pytest.raises(TooMuch):
        list(meter.measure([Reasoning("d")]))
