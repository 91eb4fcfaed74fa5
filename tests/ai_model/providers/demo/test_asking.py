"""A request in OpenAI's shape is read, or refused with the name of what is wrong."""

import orjson
import pytest

from ai_model.providers.demo import asking
from ai_model.providers.demo.asking import Tool
from ai_model.providers.demo.refusals import Refusal

USER = {"role": "user", "content": "Hello"}
GOOD = {"model": "swift", "messages": [USER]}
TOOLS = [
    {"type": "function", "function": {"name": "find", "parameters": {"properties": {"what": {"type": "string"}}}}},
    {"type": "function", "function": {"name": "stop"}},
]
BAD = {
    "model is a number": ({**GOOD, "model": 3}, "model"),
    "no messages": ({"model": "swift"}, "messages"),
    "empty messages": ({**GOOD, "messages": []}, "messages"),
    "messages are a string": ({**GOOD, "messages": "Hello"}, "messages"),
    "a message is a string": ({**GOOD, "messages": ["Hello"]}, "messages"),
    "no role": ({**GOOD, "messages": [{"content": "Hello"}]}, "messages"),
    "content is a number": ({**GOOD, "messages": [{"role": "user", "content": 3}]}, "messages"),
    "limit is zero": ({**GOOD, "max_tokens": 0}, "max_tokens"),
    "limit is a string": ({**GOOD, "max_completion_tokens": "9"}, "max_completion_tokens"),
    "limit is a truth": ({**GOOD, "max_tokens": True}, "max_tokens"),
    "stop is a number": ({**GOOD, "stop": 3}, "stop"),
    "a long stop": ({**GOOD, "stop": "x" * 9999}, "stop"),
    "too many stops": ({**GOOD, "stop": ["x"] * 99}, "stop"),
    "tools are an object": ({**GOOD, "tools": {"a": 1}}, "tools"),
    "a tool without a name": ({**GOOD, "tools": [{"type": "function"}]}, "tools"),
    "options are a list": ({**GOOD, "stream_options": [1]}, "stream_options"),
}


def read(told):
    return asking.read(orjson.dumps(told))


@pytest.mark.parametrize(("told", "param"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_named(told, param):
    with pytest.raises(Refusal) as refused:
        read(told)

    assert (refused.value.status, refused.value.param) == (400, param)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'"\\ud800"', b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(body):
    with pytest.raises(Refusal) as refused:
        asking.read(body)

    assert refused.value.status == 400


def test_the_last_question_is_answered_and_the_others_are_history():
    said = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "One"},
        {"role": "assistant", "content": None},
        {"role": "user", "content": [{"type": "text", "text": "Two"}, {"type": "image_url"}]},
    ]

    asked = read({**GOOD, "messages": said})

    assert (asked.question, asked.history, asked.system) == ("Two", ("One",), "Be kind.")
    assert asked.prompt_tokens == 4


def test_a_tools_result_counts_only_as_the_last_word():
    said = [USER, {"role": "tool", "tool_call_id": "call_1", "content": "31 degrees"}]

    assert read({**GOOD, "messages": said}).result == "31 degrees"
    assert read({**GOOD, "messages": [*said, USER]}).result is None


@pytest.mark.parametrize(
    ("choice", "names", "must_call"),
    [
        (None, ["find", "stop"], False),
        ("auto", ["find", "stop"], False),
        ("none", [], False),
        ("required", ["find", "stop"], True),
        ({"type": "function", "function": {"name": "stop"}}, ["stop"], True),
    ],
)
def test_a_choice_among_tools_is_heard(choice, names, must_call):
    asked = read({**GOOD, "tools": TOOLS, "tool_choice": choice})

    assert [tool.name for tool in asked.tools] == names
    assert asked.must_call is must_call


def test_tools_have_arguments():
    asked = read({**GOOD, "tools": TOOLS})

    assert asked.tools == (Tool("find", {"what": {"type": "string"}}), Tool("stop", {}))


def test_wishes_for_the_answer_are_heard():
    asked = read({**GOOD, "max_tokens": 5, "stop": "x", "stream": True, "stream_options": {"include_usage": True}})

    assert (asked.limit, asked.stops, asked.streams, asked.tells_usage) == (5, ("x",), True, True)


def test_the_seed_is_of_the_model_the_conversation_and_the_seed():
    longer = {**GOOD, "messages": [USER, {"role": "assistant", "content": "Hello"}]}
    others = ({**GOOD, "seed": 1}, {**GOOD, "model": "lyric"}, longer)

    seeds = {read(told).seed for told in (GOOD, {**GOOD, "temperature": 1}, *others)}

    assert len(seeds) == 4


def test_depth_harms_nobody():
    deep = b"[" * 900 + b"]" * 900
    tool = b'{"function":{"name":"find","parameters":{"properties":{"what":{"enum":[' + deep + b"]}}}}}"

    asked = asking.read(
        b'{"model":"swift","seed":'
        + deep
        + b',"messages":[{"role":"user","content":['
        + deep
        + b']}],"tools":['
        + tool
        + b"]}"
    )

    assert asked.question == ""
