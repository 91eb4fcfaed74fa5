"""The format `text`."""

from dataclasses import replace

import pytest

from message.runs.news import Called, Rewound, Said, Silence, Thought
from message.wire.text import refuse
from tests.message.wire.decoding import ends, hear
from tests.message.wire.script import BEGAN, FAILED, WELL, encode

CALL = Called("a", "call_1", "search", "{}", 0)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello", 'a0:"Hello"\n'),
        ('say "x"', 'a0:"say "x""\n'),
        ("one\ntwo", 'a0:"one\\ntwo"\n'),
        ("one\r\ntwo\r", 'a0:"one\\ntwo"\n'),
        ("C:\\new", 'a0:"C:\\\\new"\n'),
        ("\\\n", 'a0:"\\\\\\n"\n'),
        ("\t\x1e\u2028नम😀", 'a0:"\t\x1e\u2028नम😀"\n'),
    ],
)
def test_only_backslash_and_newline_are_escaped(text, line):
    assert encode("text", Said("a", text, 0)) == line.encode()


@pytest.mark.parametrize("news", [BEGAN, CALL, Silence(), Rewound({"a": 1}), WELL, FAILED])
def test_the_rest_looks_as_in_lines(news):
    assert encode("text", news) == encode("lines", news)


def test_what_was_thought_before_the_first_text_is_marked():
    body = encode("text", Thought("a", "Hm", 2), Thought("a", "m.", 4), Said("a", "Yes", 7), Said("a", "!", 8))

    assert body == b'a0:"<think>Hm"\na0:"m."\na0:"</think>Yes"\na0:"!"\n'


def test_what_was_thought_later_is_left_out():
    body = encode("text", Said("a", "Yes", 3), Thought("a", "Really?", 10), Said("a", "!", 11))

    assert body == b'a0:"Yes"\na0:"!"\n'


def test_each_side_thinks_for_itself():
    of_a = [Thought("a", "1", 1), Thought("a", "4", 2)]

    body = encode("text", of_a[0], Said("b", "2", 1), Thought("b", "3", 2), of_a[1], Said("a", "5", 3))

    assert body == b'a0:"<think>1"\nb0:"2"\na0:"4"\na0:"</think>5"\n'


@pytest.mark.parametrize("end", [WELL, replace(WELL, reason="stopped"), replace(FAILED, side="a")])
def test_a_thought_is_closed_before_the_end_even_if_no_text_came(end):
    body = encode("text", Thought("a", "Hm", 2), CALL, end)

    assert body == b'a0:"<think>Hm"\n' + encode("lines", CALL) + b'a0:"</think>"\n' + encode("lines", end)


def test_a_thought_is_closed_once():
    body = encode("text", Thought("a", "Hm", 2), Said("a", "Yes", 5), WELL)

    assert body.count(b"</think>") == 1


def test_a_refusal_ends_every_side_once():
    body = refuse(["a", "b", "a"], code="throttled", error="Too many requests.", is_retryable=True)

    line = b'd:{"finishReason":"error","code":"throttled","error":"Too many requests.","retryable":true}\n'
    assert body == b"a" + line + b"b" + line


def test_a_refusal_is_heard_as_a_failure_is():
    failed = replace(FAILED, code="budget_exceeded", error="The budget is used up.", is_retryable=False)

    refused = ends(hear("text", refuse("b", code=failed.code, error=failed.error, is_retryable=False)))

    assert refused["b"] | {"message_id": str(failed.message)} == ends(hear("text", encode("text", failed)))["b"]
