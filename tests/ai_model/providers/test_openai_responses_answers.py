from typing import Any

import pytest
from hypothesis import given

from ai_model.providers.events import End, Reason, ToolCall
from ai_model.providers.openai_responses import ResponsesParser
from tests.ai_model.providers.mangling import is_sound, mangled, read_messages, stream
from tests.ai_model.providers.replaying import Heard, replay


def hear(*messages: Any) -> Heard:
    return replay(ResponsesParser(), [stream(messages)])


def said(text: str) -> dict[str, Any]:
    return {"type": "response.output_text.delta", "output_index": 0, "delta": text}


def ended(ending: str = "completed", **response: Any) -> dict[str, Any]:
    return {"type": f"response.{ending}", "response": response}


def called(event: str, **item: Any) -> dict[str, Any]:
    told = {"type": "function_call", "call_id": "call_1", "name": "tide", "arguments": ""}
    return {"type": f"response.output_item.{event}", "output_index": 0, "item": told | item}


def test_an_answer_may_come_with_the_last_event_only():
    content = [{"type": "output_text", "text": "High, "}, {"type": "output_text", "text": "and rising."}]
    output = [{"type": "message", "content": content}, called("done", arguments="{}")["item"]]

    heard = hear(ended(output=output))

    assert heard.text == "High, and rising."
    assert heard.calls == [ToolCall("call_1", "tide", "{}")]
    assert heard.end == End(Reason.TOOL_CALLS, "completed")


def test_a_refusal_may_come_with_the_last_event_only():
    heard = hear(ended(output=[{"type": "message", "content": [{"type": "refusal", "refusal": "No."}]}]))

    assert heard.text == "No."
    assert heard.end == End(Reason.REFUSAL, "completed")


@pytest.mark.parametrize(
    "messages",
    [
        [called("done", arguments="{}")],
        [called("added", arguments="{}")],
        [called("added", id="a"), called("done", id="b", arguments="{}")],
        [called("added", id="a", call_id="call_0"), called("done", id="a", arguments="{}")],
        [called("added"), {"type": "response.function_call_arguments.delta", "output_index": 0, "delta": "{}"}],
        [called("added"), {"type": "response.function_call_arguments.done", "output_index": 0, "arguments": "{}"}],
        [called("added", arguments="{}"), {"type": "response.function_call_arguments.delta", "delta": "{}"}],
    ],
)
def test_a_call_is_told_once_however_it_comes(messages):
    heard = hear(*messages, ended(output=[called("done", arguments="{}")["item"]]))

    assert heard.calls == [ToolCall("call_1", "tide", "{}")]


def test_two_calls_in_the_same_place_are_two():
    heard = hear(called("done"), called("done", call_id="call_2"), ended())

    assert [call.id for call in heard.calls] == ["call_1", "call_2"]


@pytest.mark.parametrize(
    ("message", "reason", "word"),
    [
        (ended("incomplete", incomplete_details={"reason": "content_filter"}), "content_filter", "content_filter"),
        (ended("incomplete"), "length", "incomplete"),
        (ended(status="incomplete", incomplete_details={"reason": "max_output_tokens"}), "length", "max_output_tokens"),
        (ended(status="in_progress"), "stop", "completed"),
        ({"type": "response.completed"}, "stop", "completed"),
    ],
)
def test_an_answer_says_how_it_ends(message, reason, word):
    heard = hear(said("High."), message, said("Nobody listens any more."))

    assert heard.text == "High."
    assert heard.end == End(Reason(reason), word)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"type": "error", "code": "insufficient_quota", "message": "No.", "param": None}, "out_of_credit"),
        ({"type": "error", "error": {"type": "server_error", "message": "No."}}, "failed"),
        ({"error": {"code": "context_length_exceeded"}}, "too_long"),
        ({"detail": "Invalid API key"}, "unauthorised"),
        (ended("failed", error={"code": "server_error", "message": "No."}), "failed"),
        (ended("failed"), "failed"),
        (ended("cancelled"), "cut"),
        (ended(status="failed", error={"code": "rate_limit_exceeded"}), "rate_limited"),
    ],
)
def test_a_failure_in_the_middle_keeps_what_was_said(message, error):
    heard = hear(said("High"), message)

    assert (heard.text, heard.end, heard.error) == ("High", None, error)


@pytest.mark.parametrize(
    "message",
    [
        said("") | {"delta": []},
        {"type": "response.output_text.delta"},
        {"type": "response.reasoning_text.delta", "delta": 7},
        {"type": ["response.completed"]},
        {"type": "response.output_item.added", "item": None},
        called("done", name=None),
        called("done", id={"a": 1}),
        {"type": "response.completed", "response": "fine"},
        ended(output=["fine"]),
        ended(output=[{"type": "message", "content": "fine"}]),
        ended("incomplete", incomplete_details={"reason": 7}),
    ],
)
def test_other_shapes_are_garbage(message):
    heard = hear(message)

    assert heard.error == "bad_body"


@given(mangled(read_messages("openai-responses", "tool-calls")) | mangled(read_messages("openai-responses", "refusal")))
def test_whatever_is_wrong_ends_in_order(body):
    assert is_sound(ResponsesParser(), body)
