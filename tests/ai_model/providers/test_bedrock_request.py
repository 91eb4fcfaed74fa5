"""How Converse is asked, and how it knows who asks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ai_model.providers.bedrock import BedrockConverse
from ai_model.providers.bedrock_signing import sign
from ai_model.providers.dialect import Profile
from ai_model.providers.errors import Misaddressed
from ai_model.providers.events import ToolCall
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice

DIALECT = BedrockConverse()
URL = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream"
WEATHER = Tool("weather", "Tells it.", {"type": "object", "properties": {"city": {"type": "string"}}})
CALLED = (
    Said("user", "How is it there?"),
    Said("assistant", "", tool_calls=(ToolCall("t1", "weather", '{"city": "Goa"}'),)),
    Said("tool", "Sunny.", tool_call_id="t1"),
)


def ask(*messages: Said, **told: Any) -> dict[str, Any]:
    return dict(DIALECT.request(Prompt("m", messages, **told), Profile()).body)


def test_a_question_is_told_whole():
    prompt = Prompt(
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.m-v1:0",
        CALLED,
        system="Be brief.",
        params=Params(temperature=0.5, top_p=0.9, max_tokens=100, stop=("END",)),
        tools=(WEATHER,),
    )

    told = DIALECT.request(prompt, Profile())

    assert told.path == (
        "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.m-v1%3A0/converse-stream"
    )
    assert told.notes == ()
    call = {"toolUseId": "t1", "name": "weather", "input": {"city": "Goa"}}
    result = {"toolUseId": "t1", "content": [{"text": "Sunny."}]}
    schema = {"json": WEATHER.parameters}
    assert told.body == {
        "messages": [
            {"role": "user", "content": [{"text": "How is it there?"}]},
            {"role": "assistant", "content": [{"toolUse": call}]},
            {"role": "user", "content": [{"toolResult": result}]},
        ],
        "system": [{"text": "Be brief."}],
        "inferenceConfig": {"temperature": 0.5, "topP": 0.9, "maxTokens": 100, "stopSequences": ("END",)},
        "toolConfig": {"tools": [{"toolSpec": {"name": "weather", "description": "Tells it.", "inputSchema": schema}}]},
    }


def test_a_short_question_is_told_shortly():
    assert ask(Said("user", "Hello")) == {"messages": [{"role": "user", "content": [{"text": "Hello"}]}]}


def test_what_it_cannot_be_told_is_noted():
    params = Params(seed=1, presence_penalty=0.1, frequency_penalty=0.1, reasoning_effort="low", top_p=0.5)

    told = DIALECT.request(Prompt("m", (), params=params), Profile())

    assert sorted(told.notes) == ["frequency_penalty", "presence_penalty", "reasoning_effort", "seed"]
    assert told.body["inferenceConfig"] == {"topP": 0.5}


def test_roles_alternate():
    calls = (ToolCall("t1", "weather"), ToolCall("t2", "weather"))
    results = (Said("tool", "Sunny.", tool_call_id="t1"), Said("tool", "", tool_call_id="t2"))

    told = ask(Said("user", "1"), Said("user", "2"), Said("assistant", "3", calls), *results, tools=(WEATHER,))

    assert [message["role"] for message in told["messages"]] == ["user", "assistant", "user"]
    first, _, last = (message["content"] for message in told["messages"])
    assert first == [{"text": "1\n\n2"}]
    assert last == [
        {"toolResult": {"toolUseId": "t1", "content": [{"text": "Sunny."}]}},
        {"toolResult": {"toolUseId": "t2", "content": []}},
    ]


def test_texts_that_say_nothing_are_left_out():
    told = ask(Said("user", "1"), Said("assistant", " \n"), Said("user", "2"), system=" ")

    assert told == {"messages": [{"role": "user", "content": [{"text": "1\n\n2"}]}]}


@pytest.mark.parametrize("arguments", ['{"city": "G', "[]", ""])
def test_arguments_that_are_no_object_are_told_as_none(arguments):
    called = Said("assistant", "", tool_calls=(ToolCall("t1", "weather", arguments),))

    told = ask(called, tools=(WEATHER,))

    assert told["messages"][0]["content"][0]["toolUse"]["input"] == {}


@pytest.mark.parametrize("tools", [{}, {"tools": (WEATHER,), "tool_choice": ToolChoice("none")}])
def test_without_tools_earlier_calls_are_told_in_words(tools):
    told = ask(*CALLED, **tools)

    assert told.keys() == {"messages"}
    assert [message["content"] for message in told["messages"]] == [
        [{"text": "How is it there?"}],
        [{"text": 'weather({"city": "Goa"})'}],
        [{"text": "Sunny."}],
    ]


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (ToolChoice("auto"), {"auto": {}}),
        (ToolChoice("required"), {"any": {}}),
        (ToolChoice("named", "weather"), {"tool": {"name": "weather"}}),
    ],
)
def test_a_choice_of_tools_is_told(choice, told):
    config = ask(Said("user", "Go."), tools=(WEATHER,), tool_choice=choice)["toolConfig"]

    assert config["toolChoice"] == told


def test_a_tool_without_parameters_takes_an_object():
    config = ask(Said("user", "Go."), tools=(Tool("now"),))["toolConfig"]

    assert config == {"tools": [{"toolSpec": {"name": "now", "inputSchema": {"json": {"type": "object"}}}}]}


def test_a_signing_key_signs_the_question():
    key = "AKIDEXAMPLE:secret:token"

    headers = DIALECT.authorize(key, Profile(), url=URL, body=b"{}")

    time = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - time).total_seconds()) < 60
    assert headers == {**DIALECT.headers, **sign(key, URL, body=b"{}", time=time)}


def test_a_signing_key_for_another_host_is_refused():
    with pytest.raises(Misaddressed):
        DIALECT.authorize("AKIDEXAMPLE:secret", Profile(), url="http://127.0.0.1:9/model/m/converse-stream")


@pytest.mark.parametrize(
    ("key", "told"), [("bedrock-api-key-YmVk", {"Authorization": "Bearer bedrock-api-key-YmVk"}), ("", {})]
)
def test_any_other_key_is_shown(key, told):
    headers = DIALECT.authorize(key, Profile(), url=URL, body=b"{}")

    assert headers == {"Accept": "application/vnd.amazon.eventstream", **told}
