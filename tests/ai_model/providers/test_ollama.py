"""How Ollama is asked, and what it cannot make us believe."""

import json

import pytest
from hypothesis import given

from ai_model.providers.dialect import Profile
from ai_model.providers.errors import Unsupported
from ai_model.providers.events import ToolCall
from ai_model.providers.ollama import Ollama
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice
from tests.ai_model.providers.mangling import is_sound, mangled
from tests.ai_model.providers.replaying import Heard, replay

HELLO = Said("user", "Hello")
NOW = Tool("now", "The time")
GOOD = (
    '{"message": {"content": "", "thinking": "Hm"}, "done": false}',
    '{"message": {"content": "Oh", "tool_calls": [{"id": "i", "function": {"name": "f", "arguments": {"a": 1}}}]}}',
    '{"message": {"content": ""}, "done": true, "done_reason": "stop", "prompt_eval_count": 1, "eval_count": 2}',
)


def ask(*messages, model="llama-x", **rest):
    return Ollama().request(Prompt(model, messages or (HELLO,), **rest), Profile())


def hear(*bodies) -> Heard:
    return replay(Ollama.parser(), [f"{body}\n".encode() for body in bodies])


def as_lines(events: bytes) -> bytes:
    return events.replace(b"data: ", b"").replace(b"\n\n", b"\n")


def test_a_bare_question_carries_nothing_else():
    request = ask()

    assert request.path == "/api/chat"
    assert request.body == {"model": "llama-x", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    assert request.notes == ()


def test_all_that_is_wished_is_told_in_its_words():
    request = ask(system="Be brief.", params=Params(0.5, 0.9, 100, ("END",), 7, 0.1, 0.2))

    assert request.body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert request.body["options"] == {
        "temperature": 0.5,
        "top_p": 0.9,
        "num_predict": 100,
        "stop": ("END",),
        "seed": 7,
        "presence_penalty": 0.1,
        "frequency_penalty": 0.2,
    }


@pytest.mark.parametrize(
    ("model", "effort", "told"),
    [("qwen3:8b", "low", True), ("gpt-oss:20b", "minimal", "low"), ("gpt-oss:20b", "high", "high")],
)
def test_a_model_is_told_to_think_as_far_as_it_can_be_told(model, effort, told):
    request = ask(model=model, params=Params(reasoning_effort=effort))

    assert request.body["think"] == told
    assert "options" not in request.body


def test_who_cannot_think_is_asked_without():
    amended = Ollama().amend(Profile(), '{"error": "\\"llama-x\\" does not support thinking"}')
    assert amended is not None

    request = Ollama().request(Prompt("llama-x", (HELLO,), params=Params(reasoning_effort="low")), amended)

    assert "think" not in request.body
    assert request.notes == ("reasoning_effort",)
    assert Ollama().amend(amended, "does not support thinking") is None


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (None, [{"type": "function", "function": {"name": "now", "description": "The time"}}]),
        (ToolChoice("auto"), [{"type": "function", "function": {"name": "now", "description": "The time"}}]),
        (ToolChoice("none"), None),
    ],
)
def test_tools_are_there_or_not(choice, told):
    assert ask(tools=(NOW,), tool_choice=choice).body.get("tools") == told


@pytest.mark.parametrize("choice", [ToolChoice("required"), ToolChoice("named", "now")])
def test_no_tool_can_be_demanded(choice):
    with pytest.raises(Unsupported, match="tool_choice"):
        ask(tools=(NOW,), tool_choice=choice)


def test_calls_are_told_again_with_objects_and_names():
    calls = (ToolCall("call_1", "find_train", '{"from": "Köln"}'), ToolCall("call_2", "now", '{"zo'))

    request = ask(HELLO, Said("assistant", "", calls), Said("tool", "Noon", tool_call_id="call_2"))

    told = [("find_train", {"from": "Köln"}), ("now", {})]
    tool_calls = [{"function": {"name": name, "arguments": arguments}} for name, arguments in told]
    assert request.body["messages"][1:] == [
        {"role": "assistant", "content": "", "tool_calls": tool_calls},
        {"role": "tool", "content": "Noon", "tool_name": "now"},
    ]


def test_an_id_is_kept_if_there_is_one():
    heard = hear(*GOOD)

    assert heard.calls == [ToolCall("i", "f", '{"a":1}')]


def test_arguments_with_half_a_letter_are_mended():
    call = r'{"function": {"name": "f", "arguments": {"a": "\ud83d"}}}'

    heard = hear(f'{{"message": {{"tool_calls": [{call}]}}, "done": true}}')

    assert heard.calls == [ToolCall("call_1", "f", '{"a":"\N{REPLACEMENT CHARACTER}"}')]


@pytest.mark.parametrize("word", ["load", "unload"])
def test_moving_a_model_about_is_no_answer(word):
    heard = hear(f'{{"message": {{"content": ""}}, "done": true, "done_reason": "{word}"}}')

    assert heard.error == "failed"


def test_nothing_follows_the_end():
    heard = hear('{"message": {"content": "Hi"}, "done": true}', '{"message": {"content": "Ho"}}', '{"error": "no"}')

    assert (heard.text, heard.error) == ("Hi", "")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"error": "model requires more system memory"}\n', "failed"),
        (b'{"error": "the prompt is longer than the context window"}\n', "too_long"),
        (b'{"message": {"content": 7}}\n', "bad_body"),
        (b'{"message": {"content": "", "tool_calls": [{"function": "f"}]}}\n', "bad_body"),
        (b'{"message": {"content": ""}, "done": true, "done_reason": ["stop"]}\n', "bad_body"),
        (b"<html>\n", "bad_body"),
        (b'{"message": {"content": "Hi"}, "done": false}\n', "cut"),
        (b"", "cut"),
    ],
)
def test_what_is_no_answer_is_an_error(body, error):
    heard = replay(Ollama.parser(), [body])

    assert (heard.end, heard.error) == (None, error)


@given(mangled(list(map(json.loads, GOOD))).map(as_lines))
def test_no_shape_breaks_the_parser(body):
    assert is_sound(Ollama.parser(), body)
