"""How a prompt is put in the words of chat completions, by every host."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_model.providers.dialect import Profile
from ai_model.providers.errors import ProviderError, Unsupported
from ai_model.providers.events import Event, ToolCall
from ai_model.providers.openai_chat import ChatParser, OpenAIChat
from ai_model.providers.profiles import PROFILES
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice

HI = (Said("user", "Hi"),)
PARAMS = Params(0.5, top_p=0.9, max_tokens=10, stop=("END",), seed=7, presence_penalty=0.1, frequency_penalty=0.2)


def body_of(prompt: Prompt, profile: Profile = Profile()):  # noqa: B008 -- a frozen value
    return OpenAIChat().request(prompt, profile).body


def test_a_plain_question():
    request = OpenAIChat().request(Prompt("tall-tale", HI), Profile())

    assert request.path == "/chat/completions"
    assert request.notes == ()
    assert request.body == {
        "model": "tall-tale",
        "messages": [{"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


def test_a_conversation_with_a_system():
    prompt = Prompt("m", (*HI, Said("assistant", "Hello"), Said("user", "Bye")), system="Be brief.")

    assert body_of(prompt)["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "Bye"},
    ]


def test_tools_and_what_they_answered():
    call = ToolCall("call_1", "clock", '{"zone":"UTC"}')
    said = (*HI, Said("assistant", "", (call,)), Said("tool", "noon", tool_call_id="call_1"))
    tools = (Tool("clock", "Tells the time", {"type": "object"}), Tool("dice"))

    body = body_of(Prompt("m", said, tools=tools, tool_choice=ToolChoice("named", "clock")))

    assert body["messages"][1]["content"] is None
    assert body["messages"][1]["tool_calls"] == [
        {"id": "call_1", "type": "function", "function": {"name": "clock", "arguments": '{"zone":"UTC"}'}}
    ]
    assert body["messages"][2] == {"role": "tool", "tool_call_id": "call_1", "content": "noon"}
    assert body["tools"][0]["function"] == {
        "name": "clock",
        "description": "Tells the time",
        "parameters": {"type": "object"},
    }
    assert body["tools"][1] == {"type": "function", "function": {"name": "dice"}}
    assert body["tool_choice"] == {"type": "function", "function": {"name": "clock"}}


@pytest.mark.parametrize("mode", ["auto", "none", "required"])
def test_a_choice_of_tools_goes_by_its_name(mode):
    assert body_of(Prompt("m", HI, tools=(Tool("t"),), tool_choice=ToolChoice(mode)))["tool_choice"] == mode


def test_parameters_are_told_and_others_left_to_the_provider():
    body = body_of(Prompt("m", HI, params=PARAMS))

    assert body.items() >= {**PARAMS.told(), "stop": ("END",)}.items()
    assert "reasoning_effort" not in body


@pytest.mark.parametrize("name", PROFILES)
def test_every_host_is_asked_as_it_wants_to_be(name):
    profile = PROFILES[name]
    params = Params(0.5, max_tokens=10, seed=7, presence_penalty=0.1, reasoning_effort="low")

    request = OpenAIChat().request(Prompt("m", HI, system="Be brief.", params=params), profile)

    assert request.body[profile.limit_key] == 10
    assert request.body["messages"][0]["role"] == profile.system_role
    assert ("stream_options" in request.body) == profile.takes_usage_option
    assert set(request.notes) == profile.lacks & {"seed", "presence_penalty", "reasoning_effort"}
    assert not request.body.keys() & profile.lacks


def test_openrouter_nests_the_effort():
    body = body_of(Prompt("m", HI, params=Params(reasoning_effort="low")), PROFILES["openrouter"])

    assert body["reasoning"] == {"effort": "low"}
    assert "reasoning_effort" not in body


def test_what_would_change_the_meaning_is_not_left_out():
    with pytest.raises(Unsupported):
        body_of(Prompt("m", HI, params=Params(stop=("END",))), PROFILES["perplexity"])


@pytest.mark.parametrize("name", PROFILES)
def test_every_host_is_told_who_asks(name):
    headers = OpenAIChat().authorize("sk-1", PROFILES[name])

    expected = {"azure": {"api-key": "sk-1"}, "sarvam": {"api-subscription-key": "sk-1"}}
    assert headers == expected.get(name, {"Authorization": "Bearer sk-1"})


def test_without_a_key_nothing_is_told():
    assert OpenAIChat().authorize("", Profile()) == {}


@pytest.mark.parametrize(
    ("complaint", "change"),
    [
        ("Unknown parameter: stream_options", {"takes_usage_option": False}),
        ("use 'max_completion_tokens' instead of max_tokens", {"limit_key": "max_completion_tokens"}),
    ],
)
def test_a_host_that_complains_is_asked_otherwise_once(complaint, change):
    amended = OpenAIChat().amend(Profile(), complaint)

    assert amended == Profile(**change)
    assert OpenAIChat().amend(amended, complaint) is None
    assert OpenAIChat().amend(Profile(), "no") is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda it: st.lists(it, max_size=2)
)
HOSTILE = st.fixed_dictionaries(
    {
        "choices": st.lists(
            st.fixed_dictionaries(
                {"delta": st.dictionaries(st.sampled_from(["content", "reasoning", "tool_calls", "refusal"]), JSON)}
            )
            | JSON,
            max_size=2,
        )
        | JSON
    },
    optional={"usage": JSON, "error": JSON, "x_groq": JSON},
)


def is_sound(event) -> bool:
    """Of the types it says."""
    kinds = {"text": str, "id": str, "name": str, "arguments": str, "word": str}
    return all(isinstance(getattr(event, name, ""), kind) for name, kind in kinds.items())


@given(st.lists(HOSTILE, max_size=3))
def test_no_shape_is_more_than_an_error_of_ours(messages):
    parser = ChatParser()
    heard: list[Event] = []

    # Any other error fails the test.
    with suppress(ProviderError):
        for message in messages:
            heard.extend(parser._read([message]))
        heard.extend(parser.close())

    assert all(is_sound(event) for event in heard)
