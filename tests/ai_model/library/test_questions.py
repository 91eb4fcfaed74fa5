"""What may be asked, and what is said of the rest."""

import re
from typing import Any

import pytest

from ai_model.library.questions import LIMITS, read_prompt, vary
from ai_model.providers.events import ToolCall
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice
from tests.ai_model.saying import user

FIND = {"type": "function", "function": {"name": "find", "description": "Finds.", "parameters": {"type": "object"}}}
CALL = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": "{}"}}


def read(messages: Any, **options: Any) -> Prompt:
    return read_prompt(messages, options)


def test_what_the_system_says_comes_first_and_in_one_piece() -> None:
    prompt = read(
        [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Why?"},
            {"role": "developer", "content": [{"type": "text", "text": "Be"}, {"type": "text", "text": "kind."}]},
        ]
    )

    assert prompt.system == "Be brief.\n\nBe\nkind."
    assert prompt.messages == (Said("user", "Why?"),)


def test_calls_and_their_results_are_part_of_the_conversation() -> None:
    signed = {**CALL, "extra_content": {"google": {"thought_signature": "c2lnbmVk"}}}

    prompt = read(
        [
            *user("Where is it?"),
            {"role": "assistant", "content": None, "tool_calls": [signed], "reasoning_content": "Hm."},
            {"role": "tool", "tool_call_id": "call_1", "content": "Here."},
        ]
    )

    assert prompt.messages[1:] == (
        Said("assistant", "", (ToolCall("call_1", "find", "{}", "c2lnbmVk"),)),
        Said("tool", "Here.", tool_call_id="call_1"),
    )


def test_options_become_parameters() -> None:
    options: dict[str, Any] = {"temperature": 0, "top_p": 0.5, "max_tokens": 9, "seed": -1, "reasoning_effort": "low"}

    prompt = read(user("Why?"), stop="\n", presence_penalty=None, **options)

    assert prompt.params == Params(stop=("\n",), **options)
    assert read(user("Why?"), stop=["a", "b"]).params.stop == ("a", "b")
    assert read(user("Why?"), stop=[]).params.stop is None


def test_the_limit_has_two_names() -> None:
    prompts = [read(user("Why?"), **told) for told in ({"max_completion_tokens": 9}, dict.fromkeys(LIMITS, 9))]

    assert [prompt.params for prompt in prompts] == [Params(max_tokens=9)] * 2


def test_answers_that_are_asked_for_together_have_seeds_of_their_own() -> None:
    seeded, plain = read(user("Why?"), seed=5), read(user("Why?"))

    assert [prompt.params.seed for prompt in vary(seeded, 3)] == [5, 6, 7]
    assert vary(plain, 2) == [plain, plain]


@pytest.mark.parametrize(
    ("choice", "read_as"),
    [
        ("required", ToolChoice("required")),
        ({"type": "function", "function": {"name": "find"}}, ToolChoice("named", "find")),
        (None, None),
    ],
)
def test_tools_and_the_choice_among_them(choice: Any, read_as: ToolChoice | None) -> None:
    bare = {"type": "function", "function": {"name": "bare"}}

    prompt = read(user("Why?"), tools=[FIND, bare], tool_choice=choice)

    assert prompt.tools == (Tool("find", "Finds.", {"type": "object"}), Tool("bare"))
    assert prompt.tool_choice == read_as


WRONG_MESSAGES = [
    ("Why?", TypeError, "messages is a list; not 'Why?'"),
    ([], ValueError, "messages holds no question"),
    ([{"role": "system", "content": "Be brief."}], ValueError, "messages holds no question"),
    (["Why?"], TypeError, "messages[0] is a dict; not 'Why?'"),
    ([{"role": "user"}], TypeError, "messages[0].content is a string or a list of parts; not None"),
    ([{"role": "user", "content": "\ud83d"}], ValueError, "messages[0].content holds half a letter"),
    ([{"role": "robot", "content": "Hi"}], ValueError, "messages[0]: a role is one of system, developer, user"),
    ([{"content": "Hi"}], ValueError, "not None"),
    ([{"role": [], "content": "Hi"}], ValueError, "not []"),
    ([*user("a"), {"role": "assistant", "content": None}], TypeError, "messages[1].content is a string"),
    ([{"role": "tool", "content": "a"}], TypeError, "messages[0].tool_call_id is a string; not None"),
    (
        [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:,"}}]}],
        ValueError,
        "messages[0].content[0]: only text can be sent; not a part of type 'image_url'",
    ),
    (
        [{"role": "assistant", "tool_calls": [{**CALL, "function": {"name": "find", "arguments": {}}}]}],
        TypeError,
        "messages[0].tool_calls[0].function.arguments is a string; not {}",
    ),
    ([{"role": "assistant", "tool_calls": "find"}], TypeError, "messages[0].tool_calls is a list"),
]
WRONG_OPTIONS = [
    ({"temperature": "hot"}, TypeError, "temperature is a number; not 'hot'"),
    ({"temperature": float("nan")}, ValueError, "temperature is a finite number; not nan"),
    ({"top_p": True}, TypeError, "top_p is a number; not True"),
    ({"max_tokens": 0}, ValueError, "max_tokens is at least 1; not 0"),
    ({"max_tokens": 1.5}, TypeError, "max_tokens is a whole number; not 1.5"),
    ({"max_completion_tokens": 0}, ValueError, "max_completion_tokens is at least 1; not 0"),
    (
        {"max_tokens": 1, "max_completion_tokens": 2},
        ValueError,
        "max_tokens and max_completion_tokens are the same: give one of them",
    ),
    ({"seed": 2**64}, ValueError, "seed is too large"),
    ({"stop": [1]}, TypeError, "stop[0] is a string; not 1"),
    ({"stop": {"a"}}, TypeError, "stop is a list; not {'a'}"),
    ({"reasoning_effort": "huge"}, ValueError, "reasoning_effort is one of minimal, low, medium, high; not 'huge'"),
    ({"tools": FIND}, TypeError, "tools is a list"),
    ({"tools": [{"type": "web_search"}]}, ValueError, "tools[0]: a tool is of type 'function'; not 'web_search'"),
    ({"tools": [{"type": "function"}]}, TypeError, "tools[0].function is a dict; not None"),
    (
        {"tools": [{"type": "function", "function": {"name": "f", "parameters": {"a": {1}}}}]},
        TypeError,
        "tools[0].function.parameters is no JSON",
    ),
    ({"tool_choice": "any"}, ValueError, "tool_choice is auto, none, required or names a function; not 'any'"),
]


@pytest.mark.parametrize(("messages", "kind", "told"), WRONG_MESSAGES)
def test_a_wrong_message_is_refused_by_its_place(messages: Any, kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=re.escape(told)):
        read(messages)


@pytest.mark.parametrize(("options", "kind", "told"), WRONG_OPTIONS)
def test_a_wrong_option_is_refused_by_its_name(options: dict[str, Any], kind: type[Exception], told: str) -> None:
    with pytest.raises(kind, match=re.escape(told)):
        read(user("Why?"), **options)
