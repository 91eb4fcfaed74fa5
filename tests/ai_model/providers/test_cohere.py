"""How Cohere is asked, and what it cannot make us believe."""

import json

import pytest
from hypothesis import given

from ai_model.providers.cohere import Cohere
from ai_model.providers.dialect import Profile
from ai_model.providers.errors import Unsupported
from ai_model.providers.events import ToolCall
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice
from tests.ai_model.providers.mangling import is_sound, mangled
from tests.ai_model.providers.replaying import Heard, replay

HELLO = Said("user", "Hello")
GOOD = (
    '{"type": "message-start", "delta": {"message": {"role": "assistant"}}}',
    '{"type": "content-delta", "index": 0, "delta": {"message": {"content": {"thinking": "Hm"}}}}',
    '{"type": "content-delta", "index": 1, "delta": {"message": {"content": {"text": "Oh"}}}}',
    '{"type": "tool-plan-delta", "delta": {"message": {"tool_plan": "I will"}}}',
    (
        '{"type": "tool-call-start", "index": 0, "delta": {"message": {"tool_calls": '
        '{"id": "i", "function": {"name": "f", "arguments": "{}"}}}}}'
    ),
    (
        '{"type": "message-end", "delta": {"finish_reason": "TOOL_CALL", "usage": '
        '{"billed_units": {"input_tokens": 1}, "tokens": {"input_tokens": 2, "output_tokens": 3}, "cached_tokens": 1}}}'
    ),
)


def ask(*messages, **rest):
    return Cohere().request(Prompt("command-x", messages or (HELLO,), **rest), Profile())


def hear(*bodies) -> Heard:
    return replay(Cohere.parser(), [f"data: {body}\n\n".encode() for body in bodies])


def end(word: str) -> str:
    return f'{{"type": "message-end", "delta": {{"finish_reason": "{word}"}}}}'


def test_a_bare_question_carries_nothing_else():
    request = ask()

    assert request.path == "/v2/chat"
    assert request.body == {"model": "command-x", "messages": [{"role": "user", "content": "Hello"}], "stream": True}
    assert request.notes == ()


def test_all_that_is_wished_is_told_in_its_words():
    request = ask(system="Be brief.", params=Params(0.5, 0.9, 100, ("END",), 7, 0.1, 0.2, "high"))

    assert request.body == {
        "model": "command-x",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
        "stream": True,
        "temperature": 0.5,
        "p": 0.9,
        "max_tokens": 100,
        "stop_sequences": ("END",),
        "seed": 7,
        "presence_penalty": 0.1,
        "frequency_penalty": 0.2,
    }
    assert request.notes == ("reasoning_effort",)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (None, None),
        (ToolChoice("auto"), None),
        (ToolChoice("none"), "NONE"),
        (ToolChoice("required"), "REQUIRED"),
    ],
)
def test_tools_are_told_and_chosen(choice, told):
    request = ask(tools=(Tool("now"),), tool_choice=choice)

    nothing = {"type": "object", "properties": {}}
    assert request.body["tools"] == [{"type": "function", "function": {"name": "now", "parameters": nothing}}]
    assert request.body.get("tool_choice") == told


def test_one_tool_cannot_be_demanded():
    with pytest.raises(Unsupported, match="tool_choice"):
        ask(tools=(Tool("now"),), tool_choice=ToolChoice("named", "now"))


def test_calls_and_results_are_told_again():
    call = ToolCall("now_k2v", "now", '{"zone": "UTC"}')

    request = ask(HELLO, Said("assistant", "", (call,)), Said("tool", "Noon", tool_call_id="now_k2v"))

    function = {"name": "now", "arguments": '{"zone": "UTC"}'}
    assert request.body["messages"][1:] == [
        {"role": "assistant", "tool_calls": [{"id": "now_k2v", "type": "function", "function": function}]},
        {"role": "tool", "tool_call_id": "now_k2v", "content": "Noon"},
    ]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("COMPLETE", "stop"),
        ("STOP_SEQUENCE", "stop"),
        ("MAX_TOKENS", "length"),
        ("ERROR_LIMIT", "length"),
        ("TOOL_CALL", "tool_calls"),
        ("ERROR_TOXIC", "content_filter"),
    ],
)
def test_its_words_for_an_end_are_known(word, reason):
    heard = hear(end(word))

    assert heard.end is not None
    assert (heard.end.reason, heard.end.word) == (reason, word)


def test_nothing_follows_the_end():
    heard = hear(GOOD[2], end("COMPLETE"), GOOD[2], "[DONE]")

    assert (heard.text, heard.error) == ("Oh", "")


def test_what_is_not_billed_apart_is_not_told_apart():
    heard = hear(
        '{"type": "message-end", "delta": {"finish_reason": "COMPLETE", "usage": {"tokens": {"input_tokens": 2}}}}'
    )

    assert heard.usage is not None
    assert (heard.usage.billed_input_tokens, heard.usage.billed_output_tokens) == (None, None)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (end("ERROR"), "failed"),
        (end("TIMEOUT"), "gave_up"),
        ('{"type": "message-end", "delta": {"error": "too many tokens: 9", "finish_reason": "ERROR"}}', "too_long"),
        ('{"id": "7", "message": "invalid api key"}', "unauthorised"),
        ('{"type": "content-delta", "delta": {"message": {"content": {"text": 7}}}}', "bad_body"),
        ('{"type": "content-delta", "delta": {"message": {"content": "Oh"}}}', "bad_body"),
        ('{"type": "tool-call-start", "index": 0, "delta": {"message": {}}}', "bad_body"),
        ('{"type": "message-end", "delta": {"finish_reason": 7}}', "bad_body"),
        ("{", "bad_body"),
        (GOOD[2], "cut"),
        ("", "cut"),
    ],
)
def test_what_is_no_answer_is_an_error(body, error):
    heard = hear(body)

    assert (heard.end, heard.error) == (None, error)


@given(mangled(list(map(json.loads, GOOD))))
def test_no_shape_breaks_the_parser(body):
    assert is_sound(Cohere.parser(), body)
