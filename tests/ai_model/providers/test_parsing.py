"""What holds for every dialect's parser: bounds, and texts that a database takes."""

import json

import pytest

from ai_model.providers.errors import ProviderError, TooMuch
from ai_model.providers.events import End, Event, Reason, ToolCall
from ai_model.providers.openai_chat import ChatParser
from ai_model.providers.openai_responses import ResponsesParser
from ai_model.providers.parsing import MAX_ARGUMENTS, MAX_CALLS, Parser


def frame(message: object) -> bytes:
    return b"data: " + json.dumps(message).encode() + b"\n\n"


def call(index: int, arguments: str = "", name: str = "add") -> bytes:
    piece = {"index": index, "id": f"call {index}", "function": {"name": name, "arguments": arguments}}
    return frame({"choices": [{"index": 0, "delta": {"tool_calls": [piece]}}]})


def end(word: str = "stop") -> bytes:
    return frame({"choices": [{"index": 0, "delta": {}, "finish_reason": word}]}) + b"data: [DONE]\n\n"


def hear(parser: Parser, body: bytes) -> list[Event]:
    return [*parser.feed(body), *parser.close()]


def test_as_many_calls_as_anybody_makes_are_heard() -> None:
    heard = hear(ChatParser(), b"".join(map(call, range(MAX_CALLS))) + end())

    assert len(heard) == MAX_CALLS + 1


@pytest.mark.parametrize(
    "body",
    [
        b"".join(map(call, range(MAX_CALLS + 1))),
        call(0, "x" * (MAX_ARGUMENTS + 1)),
        call(0, "x" * MAX_ARGUMENTS) + call(0, "x"),
    ],
    ids=["calls", "arguments", "pieces"],
)
def test_what_nobody_could_use_is_not_kept(body: bytes) -> None:
    with pytest.raises(TooMuch):
        hear(ChatParser(), body)


@pytest.mark.parametrize("kind", ["response.function_call_arguments.delta", "response.function_call_arguments.done"])
def test_responses_are_bounded_too(kind: str) -> None:
    key = (kind.endswith("delta") and "delta") or "arguments"
    item = {"type": "function_call", "call_id": "c", "name": "add", "arguments": "x" * (MAX_ARGUMENTS + 1)}

    with pytest.raises(TooMuch):
        hear(ResponsesParser(), frame({"type": kind, "item_id": "i", key: "x" * (MAX_ARGUMENTS + 1)}))
    with pytest.raises(TooMuch):
        hear(ResponsesParser(), frame({"type": "response.output_item.done", "item": item}))


def test_pieces_of_calls_that_never_come_are_bounded() -> None:
    kind = "response.function_call_arguments.delta"
    pieces = (frame({"type": kind, "item_id": f"i{number}", "delta": "x"}) for number in range(MAX_CALLS + 2))

    with pytest.raises(TooMuch):
        hear(ResponsesParser(), b"".join(pieces))


def test_calls_and_ends_are_told_as_a_database_takes_them() -> None:
    heard = hear(ChatParser(), call(0, "{}\0", name="add\ud83d") + end("sto\0p" + "x" * 500))

    assert heard[0] == ToolCall("call 0", "add\ufffd", "{}\ufffd")
    assert heard[1] == End(Reason.TOOL_CALLS, ("sto\ufffdp" + "x" * 500)[:100])


@pytest.mark.parametrize("text", ["1e999", '{"a": 1e999}', "[" * 5000])
def test_what_json_cannot_say_is_an_error_of_ours(text: str) -> None:
    message = '{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"name":"f","arguments":%s}}]}}]}'
    parser = ChatParser()

    with pytest.raises(ProviderError):
        hear(parser, b"data: " + (message % text).encode() + b"\n\n" + end())
