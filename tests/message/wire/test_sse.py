"""The format `sse`."""

from dataclasses import replace

import pytest

from message.runs.news import Called, Rewound, Said, Silence, Thought
from tests.message.wire.decoding import hear
from tests.message.wire.script import BEGAN, FAILED, FAILURE, QUESTION, REPLIES, RUN, WELL, encode

A, B = REPLIES["a"], REPLIES["b"]
STOP = f'{{"side":"a","finishReason":"stop","reason":"stop","message_id":"{A}"}}'


@pytest.mark.parametrize(
    ("news", "event"),
    [
        (Said("a", "Hello", 5), 'id: a:5,b:0\nevent: text\ndata: {"side":"a","content":"Hello"}\n\n'),
        (Thought("b", "Hm", 2), 'id: a:0,b:2\nevent: reasoning\ndata: {"side":"b","content":"Hm"}\n\n'),
        (
            Called("a", "call_1", "search", "{}", 5),
            'id: a:5,b:0\nevent: tool_call\ndata: {"side":"a","id":"call_1","name":"search","arguments":"{}"}\n\n',
        ),
        (Silence(), ": ping\n"),
        (Rewound({"a": 117}), 'id: a:117,b:0\nevent: rewind\ndata: {"rewind":{"a":117}}\n\n'),
        (replace(WELL, position=5), f"id: a:5!,b:0\nevent: end\ndata: {STOP}\n\n"),
        (FAILED, f'id: a:0,b:0!\nevent: end\ndata: {{"side":"b",{FAILURE[1:]}\n\n'),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_news_is_one_event(news, event):
    run = f'id: a:0,b:0\nevent: run\ndata: {{"run":"{RUN}","user":"{QUESTION}","a":"{A}","b":"{B}"}}\n\n'

    assert encode("sse", BEGAN, news) == (run + event).encode()


def test_a_reader_that_comes_back_goes_on_where_it_stood():
    began = replace(BEGAN, positions={"b": 98, "a": 120}, over=frozenset("a"))

    heard = hear("sse", encode("sse", began, Said("b", "!", 99), replace(FAILED, position=99)))

    assert [each.id for each in heard] == ["a:120!,b:98", "a:120!,b:99", "a:120!,b:99!"]


def test_sides_stand_in_order_and_start_at_nought():
    began = replace(BEGAN, replies={"c": A, "a": A, "b": B}, positions={"b": 1})

    assert [each.id for each in hear("sse", encode("sse", began))] == ["a:0,b:1,c:0"]


def test_a_side_that_is_rewound_will_end_again():
    began = replace(BEGAN, positions={"a": 120, "b": 98}, over=frozenset("ab"))

    heard = hear("sse", encode("sse", began, Rewound({"b": 0})))

    assert [each.id for each in heard] == ["a:120!,b:98!", "a:120!,b:0"]
