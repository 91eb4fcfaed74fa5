from typing import Any

import pytest

from ai_model.providers.anthropic_messages import AnthropicMessages
from ai_model.providers.dialect import Profile, Request
from ai_model.providers.errors import Unsupported
from ai_model.providers.events import ToolCall
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice

PLAIN = Profile()
QUESTION = Said("user", "Which bakery is open?")
RESULT = Said("tool", "8 to 6", tool_call_id="toolu_1")
HOURS = Tool("hours", "Tells hours.", {"type": "object", "properties": {"shop": {"type": "string"}}})
NOW = Tool("now")
TOLD_HOURS = {
    "name": "hours",
    "description": "Tells hours.",
    "input_schema": {"type": "object", "properties": {"shop": {"type": "string"}}},
}
TOLD_NOW = {"name": "now", "input_schema": {"type": "object", "properties": {}}}
# Models up to 4.5.
OLDER = Profile(effort_key="budget_tokens")
THOUGHTLESS = Profile(effort_key="budget_tokens", lacks=frozenset({"reasoning_effort"}))


def ask(*messages: Said, profile: Profile = PLAIN, **told: Any) -> Request:
    return AnthropicMessages().request(Prompt("sample-model", messages or (QUESTION,), **told), profile)


def calling(arguments: str) -> Said:
    return Said("assistant", "", (ToolCall("toolu_1", "hours", arguments),))


def text_of(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def test_a_question_is_asked_with_the_limit_it_wants():
    request = ask()

    assert request.path == "/v1/messages"
    assert request.body == {
        "model": "sample-model",
        "messages": [{"role": "user", "content": [text_of("Which bakery is open?")]}],
        "max_tokens": 4096,
        "stream": True,
    }
    assert request.notes == ()


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        (
            (Said("user", "Hello"), Said("user", "again"), Said("assistant", "Yes?")),
            [("user", [text_of("Hello\n\nagain")]), ("assistant", [text_of("Yes?")])],
        ),
        ((QUESTION, Said("assistant", " \n"), Said("user", "?")), [("user", [text_of(f"{QUESTION.text}\n\n?")])]),
        (
            (calling('{"shop":"Bäcker"}'), RESULT, Said("user", "And?")),
            [
                ("assistant", [{"type": "tool_use", "id": "toolu_1", "name": "hours", "input": {"shop": "Bäcker"}}]),
                ("user", [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "8 to 6"}, text_of("And?")]),
            ],
        ),
        ((calling('{"sh'),), [("assistant", [{"type": "tool_use", "id": "toolu_1", "name": "hours", "input": {}}])]),
    ],
)
def test_user_and_assistant_take_turns(messages, told):
    request = ask(*messages)

    assert [(each["role"], each["content"]) for each in request.body["messages"]] == told


def test_calls_of_other_providers_have_ids_of_its_own():
    turn = (Said("assistant", "", (ToolCall("fn.now:0", "now"),)), Said("tool", "noon", tool_call_id="fn.now:0"))

    request = ask(*turn, *turn)

    first, first_result, second, second_result = (each["content"][0] for each in request.body["messages"])
    assert first["id"] == first_result["tool_use_id"] == "fn_now_0"
    assert second["id"] == second_result["tool_use_id"] == "fn_now_0_1"


@pytest.mark.parametrize(
    ("told", "key", "value"),
    [
        ({"system": "Be brief."}, "system", "Be brief."),
        ({"params": Params(temperature=0.0)}, "temperature", 0.0),
        ({"params": Params(top_p=0.5)}, "top_p", 0.5),
        ({"params": Params(max_tokens=99), "max_output": 5000}, "max_tokens", 99),
        ({"max_output": 5000}, "max_tokens", 5000),
        ({"params": Params(stop=("END",))}, "stop_sequences", ("END",)),
        ({"params": Params(reasoning_effort="high")}, "thinking", {"type": "adaptive", "display": "summarized"}),
        ({"params": Params(reasoning_effort="high")}, "output_config", {"effort": "high"}),
        ({"params": Params(reasoning_effort="minimal")}, "output_config", {"effort": "low"}),
        ({"tools": (HOURS, NOW)}, "tools", [TOLD_HOURS, TOLD_NOW]),
        ({"tools": (NOW,), "tool_choice": ToolChoice("auto")}, "tool_choice", {"type": "auto"}),
        ({"tools": (NOW,), "tool_choice": ToolChoice("none")}, "tool_choice", {"type": "none"}),
        ({"tools": (NOW,), "tool_choice": ToolChoice("required")}, "tool_choice", {"type": "any"}),
        ({"tools": (NOW,), "tool_choice": ToolChoice("named", "now")}, "tool_choice", {"type": "tool", "name": "now"}),
    ],
)
def test_a_wish_has_its_name_here(told, key, value):
    request = ask(**told)

    assert request.body[key] == value
    assert request.notes == ()


@pytest.mark.parametrize(
    ("params", "profile", "notes"),
    [
        (Params(seed=1, presence_penalty=0.5), PLAIN, ("seed", "presence_penalty")),
        (Params(temperature=0.5, top_p=0.5), PLAIN, ("top_p",)),
        (Params(temperature=0.5, top_p=0.5), Profile(lacks=frozenset({"temperature"})), ("temperature",)),
        (Params(temperature=0.5, reasoning_effort="low"), PLAIN, ("temperature",)),
        (Params(temperature=0.5, reasoning_effort="low"), OLDER, ("temperature",)),
        (Params(max_tokens=1500, reasoning_effort="low"), OLDER, ("reasoning_effort",)),
    ],
)
def test_what_does_not_go_together_is_left_out_with_a_note(params, profile, notes):
    request = ask(params=params, profile=profile)

    assert request.notes == notes
    assert request.body.keys().isdisjoint(notes)
    assert ("thinking" in request.body) == (params.reasoning_effort is not None and "reasoning_effort" not in notes)


@pytest.mark.parametrize(
    ("messages", "choice", "thinks"),
    [
        ((QUESTION, calling("{}"), RESULT), None, False),
        ((QUESTION, calling("{}"), RESULT, Said("user", "And?")), None, False),
        ((QUESTION, calling("{}"), RESULT, Said("assistant", "At 8."), QUESTION), None, True),
        ((QUESTION,), ToolChoice("auto"), True),
        ((QUESTION,), ToolChoice("required"), False),
        ((QUESTION,), ToolChoice("named", "now"), False),
    ],
)
def test_it_does_not_think_where_its_earlier_thoughts_are_missing_or_a_tool_is_forced(messages, choice, thinks):
    request = ask(*messages, params=Params(reasoning_effort="high"), tools=(NOW,), tool_choice=choice)

    assert ("thinking" in request.body) == ("output_config" in request.body) == thinks
    assert request.notes == (() if thinks else ("reasoning_effort",))


@pytest.mark.parametrize(("limit", "budget"), [(64000, 16384), (10000, 5000), (2048, 1024)])
def test_an_older_model_has_tokens_to_think_with_and_as_many_to_answer(limit, budget):
    request = ask(params=Params(reasoning_effort="high", max_tokens=limit), profile=OLDER)

    assert request.body["thinking"] == {"type": "enabled", "budget_tokens": budget}
    assert "output_config" not in request.body


def test_stop_words_a_host_lacks_are_refused():
    with pytest.raises(Unsupported, match="stop"):
        ask(params=Params(stop=("END",)), profile=Profile(lacks=frozenset({"stop"})))


@pytest.mark.parametrize(
    ("profile", "body", "amended"),
    [
        (PLAIN, "adaptive thinking is not supported on this model", OLDER),
        (PLAIN, "This model does not support the effort parameter.", OLDER),
        (PLAIN, "`temperature` is deprecated for this model.", Profile(lacks=frozenset({"temperature"}))),
        (OLDER, '\\"thinking.type.enabled\\" is not supported', THOUGHTLESS),
        (OLDER, "adaptive thinking is not supported on this model", None),
        (PLAIN, "temperature: Input should be less than or equal to 1", None),
    ],
)
def test_a_refusal_says_how_to_ask_again(profile, body, amended):
    assert AnthropicMessages().amend(profile, body) == amended
