"""How Mistral is asked otherwise than OpenAI, and what it cannot make us believe."""

import json
import re

import pytest
from hypothesis import given

from ai_model.providers.dialect import Profile
from ai_model.providers.events import ToolCall
from ai_model.providers.mistral import Mistral
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice
from tests.ai_model.providers.mangling import is_sound, mangled
from tests.ai_model.providers.replaying import replay

HELLO = Said("user", "Hello")
GOOD = (
    '{"choices": [{"index": 0, "delta": {"content": [{"type": "thinking", "thinking": [{"text": "Hm"}]}]}}]}',
    '{"choices": [{"index": 0, "delta": {"content": [{"type": "text", "text": "Oh"}]}}]}',
    (
        '{"choices": [{"index": 0, "delta": {"content": "!", "tool_calls": [{"id": "Ab3dE6gH9", "function": '
        '{"name": "f", "arguments": "{}"}}]}, "finish_reason": "tool_calls"}], "usage": {"prompt_tokens": 1}}'
    ),
)


def ask(*messages, model="mistral-small-x", **rest):
    return Mistral().request(Prompt(model, messages or (HELLO,), **rest), Profile())


def test_the_usage_is_not_asked_for():
    request = ask()

    assert request.path == "/chat/completions"
    assert request.body == {
        "model": "mistral-small-x",
        "messages": [{"role": "user", "content": "Hello"}],
        "stream": True,
    }


def test_all_that_is_wished_is_told_in_its_words():
    request = ask(system="Be brief.", params=Params(0.5, 0.9, 100, ("END",), 7, 0.1, 0.2))

    assert request.body["messages"][0] == {"role": "system", "content": "Be brief."}
    told = {key: value for key, value in request.body.items() if key not in ("model", "messages", "stream")}
    assert told == {
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 100,
        "stop": ("END",),
        "random_seed": 7,
        "presence_penalty": 0.1,
        "frequency_penalty": 0.2,
    }


@pytest.mark.parametrize(
    ("model", "effort", "told"),
    [
        ("mistral-small-x", "minimal", "none"),
        ("mistral-small-x", "low", "high"),
        ("mistral-small-x", "high", "high"),
        ("mistral-large-x", "low", "low"),
    ],
)
def test_a_model_is_told_to_think_as_far_as_it_can_be_told(model, effort, told):
    assert ask(model=model, params=Params(reasoning_effort=effort)).body["reasoning_effort"] == told


def test_who_cannot_think_is_asked_without():
    amended = Mistral().amend(Profile(), '{"message": "Reasoning effort is not supported by this model"}')
    assert amended is not None

    request = Mistral().request(Prompt("ministral-x", (HELLO,), params=Params(reasoning_effort="low")), amended)

    assert "reasoning_effort" not in request.body
    assert request.notes == ("reasoning_effort",)
    assert Mistral().amend(amended, "reasoning_effort") is None


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (ToolChoice("auto"), "auto"),
        (ToolChoice("none"), "none"),
        (ToolChoice("required"), "any"),
        (ToolChoice("named", "now"), {"type": "function", "function": {"name": "now"}}),
    ],
)
def test_tools_are_told_and_chosen(choice, told):
    request = ask(tools=(Tool("now"),), tool_choice=choice)

    nothing = {"type": "object", "properties": {}}
    assert request.body["tools"] == [{"type": "function", "function": {"name": "now", "parameters": nothing}}]
    assert request.body["tool_choice"] == told


def test_an_id_of_its_own_is_kept():
    request = ask(Said("assistant", "", (ToolCall("Ab3dE6gH9", "now"),)))

    (call,) = request.body["messages"][0]["tool_calls"]
    assert call["id"] == "Ab3dE6gH9"


def test_ids_of_others_become_short_and_stay_different():
    calls = (ToolCall("call_1", "now"), ToolCall("call_2", "now"))

    request = ask(Said("assistant", "", calls), Said("tool", "Noon", tool_call_id="call_2"))

    called, result = request.body["messages"]
    first, second = (call["id"] for call in called["tool_calls"])
    assert re.fullmatch(r"[a-z0-9]{9}", first)
    assert first != second
    assert result["tool_call_id"] == second


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'data: {"detail": [{"type": "extra_forbidden"}]}\n\n', "failed"),
        (b'data: {"choices": [{"delta": {"content": [{"type": "text"}]}}]}\n\n', "bad_body"),
        (b'data: {"choices": [{"delta": {"content": 7}}]}\n\n', "bad_body"),
        (b'data: {"choices": [{"delta": {"content": "Hi"}}]}\n\n', "cut"),
    ],
)
def test_what_is_no_answer_is_an_error(body, error):
    heard = replay(Mistral.parser(), [body])

    assert (heard.end, heard.error) == (None, error)


@given(mangled(list(map(json.loads, GOOD))))
def test_no_shape_breaks_the_parser(body):
    assert is_sound(Mistral.parser(), body)
