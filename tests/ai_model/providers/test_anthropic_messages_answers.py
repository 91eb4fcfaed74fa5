from typing import Any

import pytest
from hypothesis import given

from ai_model.providers.anthropic_messages import MessagesParser
from ai_model.providers.events import End, Reason, Usage
from tests.ai_model.providers.mangling import is_sound, mangled, read_messages, stream
from tests.ai_model.providers.replaying import Heard, replay

STOP = {"type": "message_stop"}


def hear(*messages: Any) -> Heard:
    return replay(MessagesParser(), [stream(messages)])


def begun(**usage: Any) -> dict[str, Any]:
    return {"type": "message_start", "message": {"usage": usage}}


def block(**told: Any) -> dict[str, Any]:
    return {"type": "content_block_start", "index": 0, "content_block": told}


def delta(**told: Any) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": 0, "delta": told}


def noted(word: Any, **usage: Any) -> dict[str, Any]:
    return {"type": "message_delta", "delta": {"stop_reason": word}, "usage": usage}


def test_every_report_of_usage_has_the_sums_so_far():
    heard = hear(
        begun(input_tokens=9, cache_creation_input_tokens=10, cache_read_input_tokens=100, output_tokens=1),
        noted(None, output_tokens=20),
        noted("end_turn", input_tokens=7, cache_read_input_tokens=None, output_tokens=30),
        STOP,
    )

    assert heard.usage == Usage(117, 30, cached_tokens=100)


def test_a_block_may_begin_with_its_text():
    heard = hear(
        begun(), block(type="thinking", thinking="Hm"), block(type="text", text="At 8."), noted("end_turn"), STOP
    )

    assert (heard.reasoning, heard.text) == ("Hm", "At 8.")


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"),
        ("pause_turn", "paused"),
        ("refusal", "refusal"),
        ("something_new", "stop"),
    ],
)
def test_an_answer_says_why_it_ends(word, reason):
    heard = hear(begun(), noted(word), STOP, delta(type="text_delta", text="Nobody listens any more."))

    assert heard.end == End(Reason(reason), word)
    assert heard.text == ""


def test_an_answer_may_end_without_saying_why():
    heard = hear(begun(), STOP)

    assert heard.end == End(Reason.STOP, "")


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}, "overloaded"),
        ({"type": "error", "error": {"type": "api_error", "message": "Internal"}}, "failed"),
        ({"type": "error", "error": {"type": "rate_limit_error"}}, "rate_limited"),
        ({"type": "error"}, "failed"),
        ({"error": "credit balance is too low"}, "out_of_credit"),
        ({"detail": "Invalid API key"}, "unauthorised"),
    ],
)
def test_a_failure_in_the_middle_keeps_what_was_said(message, error):
    heard = hear(begun(), delta(type="text_delta", text="At"), message)

    assert (heard.text, heard.end, heard.error) == ("At", None, error)


@pytest.mark.parametrize(
    "message",
    [
        {"type": ["message_stop"]},
        {"type": "message_start"},
        {"type": "message_start", "message": {"usage": [1]}},
        block(type="text", text=7),
        block(type="tool_use", id="toolu_1"),
        block(type="tool_use", id="toolu_1", name="now") | {"index": {}},
        delta(type="text_delta", text=["At"]),
        delta(text="At"),
        noted(7),
        noted("end_turn") | {"delta": "end_turn"},
    ],
)
def test_other_shapes_are_garbage(message):
    heard = hear(message, STOP)

    assert heard.error == "bad_body"


@given(mangled(read_messages("anthropic-messages", "thinking-and-tools")))
def test_whatever_is_wrong_ends_in_order(body):
    assert is_sound(MessagesParser(), body)
