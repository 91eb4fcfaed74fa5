"""The format `ui`."""

import json
from dataclasses import replace

import pytest

from message.runs.news import Called, Rewound, Said, Silence, Thought
from tests.message.wire.decoding import called, ends, hear
from tests.message.wire.reading_events import DONE, read_events
from tests.message.wire.script import BEGAN, FAILED, REPLIES, WELL, encode

START = [{"type": "start", "messageId": str(REPLIES["a"])}, {"type": "start-step"}]
FINISH = [{"type": "finish-step"}, {"type": "finish"}, DONE]


def read(body):
    return [event.data if event.data == DONE else json.loads(event.data) for event in read_events(body) if event]


def call(arguments):
    return Called("a", "call_1", "search", arguments, 0)


def test_a_part_is_opened_filled_and_closed():
    body = encode("ui", BEGAN, Said("a", "He", 2), Said("a", "llo", 5), WELL)

    assert read(body) == [
        *START,
        {"type": "text-start", "id": "text-1"},
        {"type": "text-delta", "id": "text-1", "delta": "He"},
        {"type": "text-delta", "id": "text-1", "delta": "llo"},
        {"type": "text-end", "id": "text-1"},
        *FINISH,
    ]


def test_another_kind_and_a_call_begin_a_new_part():
    told = [Thought("a", "Hm", 2), Said("a", "Yes", 5), call("{}"), Said("a", "!", 6), Thought("a", "?", 7)]

    chunks = [chunk for chunk in read(encode("ui", BEGAN, *told, WELL)) if chunk != DONE]

    assert [(chunk["type"], chunk["id"]) for chunk in chunks if chunk["type"].endswith("-start")] == [
        ("reasoning-start", "reasoning-1"),
        ("text-start", "text-2"),
        ("text-start", "text-3"),
        ("reasoning-start", "reasoning-4"),
    ]


def test_what_a_failure_left_open_is_closed_before_the_error():
    body = encode("ui", BEGAN, Said("a", "He", 2), replace(FAILED, side="a"))

    end, error, *rest = read(body)[-5:]
    assert end == {"type": "text-end", "id": "text-1"}
    assert error == {"type": "error", "errorText": "The connection to the model was cut."}
    assert rest == FINISH


def test_a_stopped_side_finishes_as_any_other():
    body = encode("ui", BEGAN, replace(WELL, reason="stopped"))

    assert read(body) == [*START, *FINISH]


@pytest.mark.parametrize("news", [Said("b", "x", 1), Thought("b", "x", 1), replace(call("{}"), side="b"), FAILED])
def test_the_other_sides_are_not_heard(news):
    assert encode("ui", BEGAN, news) == encode("ui", BEGAN)


def test_the_other_sides_interrupt_nothing():
    body = encode("ui", BEGAN, Said("a", "He", 2), Said("b", "x", 1), FAILED, Said("a", "llo", 5), WELL)

    assert body == encode("ui", BEGAN, Said("a", "He", 2), Said("a", "llo", 5), WELL)


def test_a_silence_is_a_comment():
    assert encode("ui", Silence()) == b": ping\n\n"


def test_there_is_nothing_to_rewind():
    assert encode("ui", Rewound({"a": 1})) == b""


DEEP = "[" * 400 + "]" * 400


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ('{"city": "पुणे",\n"days": 3}', {"city": "पुणे", "days": 3}),
        ("[1.5, null]", [1.5, None]),
        ('{"prototype": {"constructor": 1}}', {"prototype": {"constructor": 1}}),
        ('{"constructor": {"name": "Ada"}}', {"constructor": {"name": "Ada"}}),
        ('"{}"', "{}"),
        ('{"city": "Pu', '{"city": "Pu'),
        ("", ""),
        ("NaN", "NaN"),
        (r'{"half": "\ud83d"}', r'{"half": "\ud83d"}'),
        (DEEP, DEEP),
        ('{"__proto__": 1}', '{"__proto__": 1}'),
        (r'{"\u005f_proto__": 1}', r'{"\u005f_proto__": 1}'),
        ('{"constructor": {"prototype": 1}}', '{"constructor": {"prototype": 1}}'),
    ],
    ids=range(13),
)
def test_arguments_are_parsed_where_the_sdk_can_read_them(arguments, value):
    heard = hear("ui", encode("ui", BEGAN, call(arguments), WELL))

    assert called(heard) == [("", {"id": "call_1", "name": "search", "input": value})]
    assert ends(heard) == {"": {"finishReason": "stop"}}
