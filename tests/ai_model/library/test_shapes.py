"""Answers in OpenAI's shape."""

from typing import Any

import pytest

from ai_model.library.shapes import FINISHES, SILENT_REFUSAL, Completion, read_usage, tell_usage
from ai_model.providers.events import End, Event, FellBack, Reached, Reason, Reasoning, Text, ToolCall, Usage
from ai_model.providers.prompts import Prompt, Said

PROMPT = Prompt("m", (Said("user", "x" * 40),))
CALL = ToolCall("call_1", "find", '{"of": "rain"}')
STOP = End(Reason.STOP)


def make(*events: Event | tuple[int, Event], n: int = 1) -> tuple[Completion, list[dict[str, Any]]]:
    completion = Completion("demo/swift", PROMPT, n=n)
    placed = [each if isinstance(each, tuple) else (0, each) for each in events]
    return completion, [chunk for index, event in placed if (chunk := completion.hear(index, event))]


def deltas_of(chunks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [chunk["choices"][0]["delta"] for chunk in chunks]


def test_a_response_has_all_that_was_said() -> None:
    completion, _ = make(Reasoning("Hm"), Reasoning("m."), Text("It "), Text("rains."), Usage(7, 5, 2, 1), STOP)

    response = completion.response

    assert response["object"] == "chat.completion"
    assert response["model"] == "demo/swift"
    assert response["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "It rains.", "reasoning_content": "Hmm."},
            "finish_reason": "stop",
        }
    ]
    assert response["usage"] == {
        "prompt_tokens": 7,
        "completion_tokens": 5,
        "total_tokens": 12,
        "completion_tokens_details": {"reasoning_tokens": 2},
        "prompt_tokens_details": {"cached_tokens": 1},
    }


def test_chunks_say_the_same_piece_by_piece() -> None:
    completion, chunks = make(Reasoning("Hm."), Text("It "), Text("rains."), CALL, Usage(7, 5), STOP)

    assert deltas_of(chunks) == [
        {"role": "assistant", "reasoning_content": "Hm."},
        {"content": "It "},
        {"content": "rains."},
        {"tool_calls": [{"index": 0, **completion.response["choices"][0]["message"]["tool_calls"][0]}]},
        {},
    ]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks] == [None] * 4 + ["stop"]
    assert [chunk["usage"] for chunk in chunks] == [None] * 4 + [completion.response["usage"]]
    assert {(chunk["id"], chunk["object"]) for chunk in chunks} == {(completion.id, "chat.completion.chunk")}


def test_an_answer_of_nothing_still_has_a_role() -> None:
    completion, chunks = make(STOP)

    assert deltas_of(chunks) == [{"role": "assistant"}]
    assert completion.response["choices"][0]["message"] == {"role": "assistant", "content": ""}


def test_calls_are_whole_and_keep_their_signature() -> None:
    signed = ToolCall("call_2", "find", "{}", signature="c2lnbmVk")

    completion, chunks = make(CALL, signed, End(Reason.TOOL_CALLS))

    message = completion.response["choices"][0]["message"]
    assert message["content"] is None
    assert message["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": '{"of": "rain"}'}},
        {
            "id": "call_2",
            "type": "function",
            "function": {"name": "find", "arguments": "{}"},
            "extra_content": {"google": {"thought_signature": "c2lnbmVk"}},
        },
    ]
    assert deltas_of(chunks)[1]["tool_calls"] == [{"index": 1, **message["tool_calls"][1]}]


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_word_of_theirs(reason: Reason) -> None:
    completion, chunks = make(Text("a"), End(reason))

    assert FINISHES[reason] in {"stop", "length", "tool_calls", "content_filter"}
    assert completion.response["choices"][0]["finish_reason"] == FINISHES[reason]
    assert chunks[-1]["choices"][0]["finish_reason"] == FINISHES[reason]


@pytest.mark.parametrize(("said", "told"), [([Text("I "), Text("won't.")], "I won't."), ([], SILENT_REFUSAL)])
def test_a_refusal_is_told_apart(said: list[Event], told: str) -> None:
    completion, chunks = make(*said, End(Reason.REFUSAL))

    assert completion.response["choices"][0]["message"]["refusal"] == told
    assert chunks[-1]["choices"][0]["delta"]["refusal"] == told


def test_what_the_provider_does_not_count_is_estimated_and_says_so() -> None:
    completion, _ = make(Text("a" * 8), STOP)

    usage = completion.response["usage"]

    assert (usage["prompt_tokens"], usage["completion_tokens"], usage["estimated"]) == (10, 2, True)


def test_several_answers_keep_apart_and_are_counted_together() -> None:
    completion, chunks = make(
        (1, Text("b")), (0, Text("a")), (1, Usage(7, 1)), (1, STOP), (0, Usage(7, 2)), (0, STOP), n=2
    )

    assert [chunk["choices"][0]["index"] for chunk in chunks] == [1, 0, 1, 0]
    assert [chunk["usage"] is None for chunk in chunks] == [True, True, True, False]
    assert [choice["message"]["content"] for choice in completion.response["choices"]] == ["a", "b"]
    assert completion.response["usage"]["prompt_tokens"] == 14


def test_one_that_is_estimated_makes_the_sum_an_estimate() -> None:
    completion, _ = make((0, Text("a")), (0, Usage(7, 1)), (0, STOP), (1, Text("a" * 8)), (1, STOP), n=2)

    usage = completion.response["usage"]

    assert (usage["prompt_tokens"], usage["completion_tokens"], usage["estimated"]) == (17, 3, True)


def test_who_answered_instead_is_named() -> None:
    completion, chunks = make(FellBack("demo/steady"), Text("a"), STOP)

    assert [chunk["model"] for chunk in chunks] == ["demo/steady"] * 2
    assert completion.response["model"] == "demo/steady"


def test_how_long_the_way_took_is_no_chunk() -> None:
    completion, chunks = make(Reached(0.1, None, 0.2), Text("a"), STOP)

    assert deltas_of(chunks) == [{"role": "assistant", "content": "a"}, {}]
    assert completion.response["choices"][0]["message"] == {"role": "assistant", "content": "a"}


@pytest.mark.parametrize(
    "usage", [Usage(), Usage(7, 5, 2, 1), Usage(7, 5, billed_input_tokens=3, billed_output_tokens=0)]
)
def test_a_usage_can_be_read_again(usage: Usage) -> None:
    assert read_usage(tell_usage(usage, is_estimated=False)) == usage
