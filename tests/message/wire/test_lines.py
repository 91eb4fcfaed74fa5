"""The format `lines`."""

from dataclasses import replace

import pytest

from message.runs.news import Called, Rewound, Said, Silence, Thought
from tests.message.wire.script import BEGAN, FAILED, FAILURE, QUESTION, REPLIES, RUN, WELL, encode

A, B = REPLIES["a"], REPLIES["b"]


@pytest.mark.parametrize(
    ("news", "line"),
    [
        (BEGAN, f'm:{{"run":"{RUN}","user":"{QUESTION}","a":"{A}","b":"{B}"}}'),
        (Said("a", "Hello", 5), 'a0:{"content":"Hello"}'),
        (Thought("b", "Let me think", 12), 'bg:{"content":"Let me think"}'),
        (Called("a", "call_1", "search", "{}", 5), 'a9:{"id":"call_1","name":"search","arguments":"{}"}'),
        (Silence(), ": ping"),
        (Rewound({"a": 117}), 'm:{"rewind":{"a":117}}'),
        (WELL, f'ad:{{"finishReason":"stop","reason":"stop","message_id":"{A}"}}'),
        (FAILED, f"bd:{FAILURE}"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_news_is_one_line(news, line):
    assert encode("lines", news) == f"{line}\n".encode()


@pytest.mark.parametrize("end", [WELL, FAILED])
def test_an_end_may_tell_what_it_took(end):
    told = replace(end, usage={"input_tokens": 1}, timings={"duration_ms": 2})

    figures = b',"usage":{"input_tokens":1},"timings":{"duration_ms":2}}\n'
    assert encode("lines", told) == encode("lines", end).removesuffix(b"}\n") + figures


def test_figures_that_are_empty_are_told_and_those_that_are_not_known_are_not():
    assert encode("lines", replace(WELL, usage={})).endswith(b',"usage":{}}\n')


@pytest.mark.parametrize("name", ["lines", "text"])
@pytest.mark.parametrize("reason", ["stop", "length", "tool_calls", "content_filter", "refusal", "paused", "stopped"])
def test_whatever_the_reason_a_good_end_is_a_stop(name, reason):
    assert encode(name, replace(WELL, reason=reason)).startswith(
        b'ad:{"finishReason":"stop","reason":"%b"' % reason.encode()
    )


def test_a_reader_that_comes_back_hears_which_run_it_is():
    news = replace(BEGAN, replies={"b": B}, positions={"b": 40})

    assert encode("lines", news) == f'm:{{"run":"{RUN}","user":"{QUESTION}","b":"{B}"}}\n'.encode()
