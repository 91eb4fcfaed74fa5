from typing import Any

import pytest

from ai_model.providers.dialect import Profile, Request
from ai_model.providers.errors import Unsupported
from ai_model.providers.events import ToolCall
from ai_model.providers.openai_responses import OpenAIResponses
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice

PLAIN = Profile()
QUESTION = Said("user", "How high is the tide?")
CALL = ToolCall("call_1", "tide", '{"harbour":"Bodø"}')
TIDE = Tool("tide", "Tells the tide.", {"type": "object", "properties": {"harbour": {"type": "string"}}})
NOW = Tool("now")
TOLD_TIDE = {
    "type": "function",
    "name": "tide",
    "description": "Tells the tide.",
    "parameters": {"type": "object", "properties": {"harbour": {"type": "string"}}},
    "strict": False,
}
TOLD_NOW = {"type": "function", "name": "now", "parameters": {"type": "object", "properties": {}}, "strict": False}
TOLD_CALL = {"type": "function_call", "call_id": "call_1", "name": "tide", "arguments": '{"harbour":"Bodø"}'}


def ask(*messages: Said, profile: Profile = PLAIN, **told: Any) -> Request:
    return OpenAIResponses().request(Prompt("sample-model", messages or (QUESTION,), **told), profile)


def amend(body: str) -> Profile:
    amended = OpenAIResponses().amend(PLAIN, body)
    assert amended is not None
    return amended


def test_a_question_is_asked_and_not_kept_there():
    request = ask()

    assert request.path == "/responses"
    assert request.body == {
        "model": "sample-model",
        "input": [{"role": "user", "content": "How high is the tide?"}],
        "stream": True,
        "store": False,
    }
    assert request.notes == ()


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ((Said("assistant", "High."),), [{"role": "assistant", "content": "High."}]),
        ((Said("assistant", "", (CALL,)),), [TOLD_CALL]),
        ((Said("assistant", "A moment.", (CALL,)),), [{"role": "assistant", "content": "A moment."}, TOLD_CALL]),
        (
            (Said("tool", "2 m", tool_call_id="call_1"),),
            [{"type": "function_call_output", "call_id": "call_1", "output": "2 m"}],
        ),
    ],
)
def test_what_was_said_is_told_as_items(messages, told):
    request = ask(QUESTION, *messages)

    assert request.body["input"][1:] == told


@pytest.mark.parametrize(
    ("told", "key", "value"),
    [
        ({"system": "Be brief."}, "instructions", "Be brief."),
        ({"params": Params(temperature=0.0)}, "temperature", 0.0),
        ({"params": Params(top_p=0.5)}, "top_p", 0.5),
        ({"params": Params(max_tokens=99)}, "max_output_tokens", 99),
        ({"params": Params(reasoning_effort="low")}, "reasoning", {"effort": "low", "summary": "auto"}),
        ({"tools": (TIDE, NOW)}, "tools", [TOLD_TIDE, TOLD_NOW]),
        ({"tools": (NOW,), "tool_choice": ToolChoice("required")}, "tool_choice", "required"),
        ({"tools": (NOW,), "tool_choice": ToolChoice("none")}, "tool_choice", "none"),
        (
            {"tools": (NOW,), "tool_choice": ToolChoice("named", "now")},
            "tool_choice",
            {"type": "function", "name": "now"},
        ),
    ],
)
def test_a_wish_has_its_name_here(told, key, value):
    request = ask(**told)

    assert request.body[key] == value
    assert request.notes == ()


def test_nothing_is_chosen_where_no_tools_are():
    request = ask(tool_choice=ToolChoice("auto"))

    assert "tool_choice" not in request.body


def test_what_it_cannot_say_is_left_out_with_a_note():
    request = ask(params=Params(seed=1, presence_penalty=0.5, frequency_penalty=0.5))

    assert request.body.keys() == {"model", "input", "stream", "store"}
    assert request.notes == ("seed", "presence_penalty", "frequency_penalty")


def test_stop_words_are_refused():
    with pytest.raises(Unsupported, match="stop"):
        ask(params=Params(stop=("END",)))


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ('{"message": "Unsupported parameter: \'temperature\' is not supported with this model."}', {"temperature"}),
        ('{"message": "Unsupported value: \'temperature\' does not support 0.5."}', {"temperature"}),
        ('{"message": "Unsupported parameter: \'top_p\' is not supported with this model."}', {"top_p"}),
        ('{"message": "Unsupported parameter: \'reasoning.effort\' is not supported."}', {"reasoning"}),
    ],
)
def test_what_a_model_does_not_take_is_left_out_the_next_time(body, missing):
    params = Params(temperature=0.5, top_p=0.5, reasoning_effort="low")
    amended = amend(body)

    request = ask(params=params, profile=amended)

    assert ask(params=params).body.keys() - request.body.keys() == missing
    assert OpenAIResponses().amend(amended, body) is None


def test_who_may_not_see_thoughts_still_sets_their_effort():
    amended = amend('{"error": {"param": "reasoning.summary"}}')

    request = ask(params=Params(reasoning_effort="high"), profile=amended)

    assert request.body["reasoning"] == {"effort": "high"}
    assert request.notes == ()


def test_other_refusals_change_nothing():
    assert OpenAIResponses().amend(PLAIN, '{"error": {"message": "temperature must be at most 2"}}') is None
