"""What holds for every dialect's requests."""

import pytest

from ai_model.providers.calls import Endpoint
from ai_model.providers.dialect import Dialect, Profile
from ai_model.providers.errors import Unsupported
from ai_model.providers.events import ToolCall
from ai_model.providers.openai_chat import OpenAIChat
from ai_model.providers.profiles import PROFILES
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice, tidy
from ai_model.providers.table import DIALECTS

HI = (Said("user", "Hi"),)


@pytest.mark.parametrize("name", DIALECTS)
@pytest.mark.parametrize("mode", ["auto", "none", "required", "named"])
def test_a_choice_without_tools_is_not_told(name, mode):
    chosen = Prompt("m", HI, tool_choice=ToolChoice(mode, "dice"))

    assert DIALECTS[name].request(chosen, Profile()) == DIALECTS[name].request(Prompt("m", HI), Profile())


def test_tools_are_not_silently_forgotten():
    with pytest.raises(Unsupported, match="tools"):
        OpenAIChat().request(Prompt("m", HI, tools=(Tool("dice"),)), PROFILES["perplexity"])


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([Said("user", "a"), Said("user", "b")], [Said("user", "a\n\nb")]),
        ([Said("user", "a"), Said("assistant", " "), Said("user", "b")], [Said("user", "a\n\nb")]),
        ([Said("user", "a"), Said("assistant", "x"), Said("user", "b")], None),
        ([Said("assistant", "x"), Said("assistant", "y")], [Said("assistant", "x\n\ny")]),
        ([Said("assistant", "", (ToolCall("1", "f"),)), Said("tool", "", tool_call_id="1"), Said("user", "b")], None),
        ([Said("tool", "1", tool_call_id="1"), Said("tool", "2", tool_call_id="2")], None),
        ([Said("user", "")], None),
    ],
)
def test_turns_in_which_nobody_spoke_are_left_out_and_neighbours_joined(said, told):
    assert tidy(said) == tuple(said if told is None else told)


@pytest.mark.parametrize(
    ("complaint", "lacks"),
    [
        ("Unsupported value: 'temperature' does not support 0.5 with this model.", {"temperature"}),
        ("reasoning_effort is not supported by this model", {"reasoning_effort"}),
        ("presence_penalty: Extra inputs are not permitted", {"presence_penalty"}),
        ("Unknown parameter: seed, top_p", {"seed", "top_p"}),
    ],
)
def test_what_a_host_does_not_take_is_left_out_from_then_on(complaint, lacks):
    amended = OpenAIChat().amend(Profile(), complaint)

    assert amended == Profile(lacks=frozenset(lacks))
    assert OpenAIChat().amend(amended, complaint) is None


@pytest.mark.parametrize(
    "complaint", ["temperature must be at most 2", "stop is not supported", "the reseeding is not supported", ""]
)
def test_wrong_values_and_what_cannot_be_left_out_change_nothing(complaint):
    assert OpenAIChat().amend(Profile(), complaint) is None


def test_a_profile_without_a_header_of_its_own_has_the_dialects():
    speech: Dialect = Endpoint("p", "anthropic-messages", "http://x", "groq").speech

    assert speech.authorize("k", PROFILES["groq"])["x-api-key"] == "k"


def test_parameters_that_were_not_said_are_no_notes():
    request = OpenAIChat().request(Prompt("m", HI, params=Params()), PROFILES["xai"])

    assert request.notes == ()
