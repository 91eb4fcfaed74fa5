"""How Gemini is asked, and what it cannot make us believe."""

import json

import pytest
from hypothesis import given

from ai_model.providers.dialect import Profile
from ai_model.providers.events import ToolCall
from ai_model.providers.gemini import Gemini
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice
from tests.ai_model.providers.mangling import is_sound, mangled
from tests.ai_model.providers.replaying import Heard, replay

HELLO = Said("user", "Hello")
TIDE = Tool("find_tide", "High and low water", {"type": "object", "properties": {"harbour": {"type": "string"}}})
OLD, NEW = "gemini-2.5-flash", "gemini-3-pro"
GOOD = (
    '{"candidates": [{"content": {"parts": [{"text": "Hm", "thought": true}, {"text": "Oh"}]}, "index": 0}]}',
    (
        '{"candidates": [{"content": {"parts": [{"functionCall": {"name": "f", "args": {"a": 1}, "id": "i"}, '
        '"thoughtSignature": "s"}]}, "finishReason": "STOP"}], "usageMetadata": {"promptTokenCount": 1}}'
    ),
    '{"promptFeedback": {"blockReason": "SAFETY"}}',
)


def ask(*messages, model=OLD, **rest):
    return Gemini().request(Prompt(model, messages or (HELLO,), **rest), Profile())


def hear(*bodies) -> Heard:
    return replay(Gemini.parser(), [f"data: {body}\r\n\r\n".encode() for body in bodies])


def test_a_bare_question_carries_nothing_else():
    request = ask()

    assert request.path == "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"
    assert request.body == {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
    assert request.notes == ()


@pytest.mark.parametrize(
    ("model", "path"),
    [
        ("gemini-x", "models/gemini-x"),
        ("models/gemini-x", "models/gemini-x"),
        ("tunedModels/mine-7", "tunedModels/mine-7"),
        ("a/b c?d#e", "models/a%2Fb%20c%3Fd%23e"),
        ("models/../../v1/files", "models/..%2F..%2Fv1%2Ffiles"),
    ],
)
def test_a_model_stays_one_part_of_the_path(model, path):
    assert ask(model=model).path == f"/v1beta/{path}:streamGenerateContent?alt=sse"


def test_all_that_is_wished_is_told_in_its_words():
    params = Params(0.5, 0.9, 100, ("END",), 7, 0.1, 0.2)

    request = ask(system="Be brief.", params=params)

    assert request.body["systemInstruction"] == {"parts": [{"text": "Be brief."}]}
    assert request.body["generationConfig"] == {
        "temperature": 0.5,
        "topP": 0.9,
        "maxOutputTokens": 100,
        "stopSequences": ("END",),
        "seed": 7,
        "presencePenalty": 0.1,
        "frequencyPenalty": 0.2,
    }


@pytest.mark.parametrize(
    ("model", "effort", "told"),
    [
        (OLD, "minimal", {"thinkingBudget": 1024}),
        (OLD, "high", {"thinkingBudget": 24576}),
        (NEW, "minimal", {"thinkingLevel": "LOW"}),
        ("gemini-flash-latest", "medium", {"thinkingLevel": "MEDIUM"}),
    ],
)
def test_each_generation_is_told_its_own_way_how_much_to_think(model, effort, told):
    request = ask(model=model, params=Params(reasoning_effort=effort))

    assert request.body["generationConfig"] == {"thinkingConfig": {"includeThoughts": True, **told}}


def test_who_knows_no_level_is_asked_without_one():
    amended = Gemini().amend(Profile(), '{"error": {"message": "Thinking level is not supported for this model."}}')
    assert amended is not None

    request = Gemini().request(Prompt(NEW, (HELLO,), params=Params(reasoning_effort="low")), amended)

    assert "generationConfig" not in request.body
    assert request.notes == ("reasoning_effort",)
    assert Gemini().amend(amended, "Thinking again") is None
    assert Gemini().amend(Profile(), "Temperature is too high") is None


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (ToolChoice("auto"), {"mode": "AUTO"}),
        (ToolChoice("none"), {"mode": "NONE"}),
        (ToolChoice("required"), {"mode": "ANY"}),
        (ToolChoice("named", "find_tide"), {"mode": "ANY", "allowedFunctionNames": ["find_tide"]}),
    ],
)
def test_tools_are_declared_and_chosen(choice, told):
    request = ask(tools=(TIDE, Tool("now")), tool_choice=choice)

    declared = {"name": TIDE.name, "description": TIDE.description, "parametersJsonSchema": TIDE.parameters}
    assert request.body["tools"] == [{"functionDeclarations": [declared, {"name": "now"}]}]
    assert request.body["toolConfig"] == {"functionCallingConfig": told}


def test_roles_alternate_and_no_turn_is_empty():
    said = [Said("user", "One"), Said("user", ""), Said("user", "two"), Said("assistant", ""), Said("user", "three")]

    request = ask(*said)

    parts = [{"text": "One"}, {"text": "two\n\nthree"}]
    assert request.body["contents"] == [{"role": "user", "parts": parts}]


def test_results_are_named_after_the_latest_call_of_their_id():
    first, second = ToolCall("call_1", "find_tide", '{"harbour": "Ystad"}', "sig"), ToolCall("call_1", "now", '{"cut')
    theirs = ToolCall("fc-7", "now")

    request = ask(
        Said("assistant", "Wait.", (first,)),
        Said("tool", "High", tool_call_id="call_1"),
        Said("assistant", "", (second, theirs)),
        Said("tool", "Noon", tool_call_id="call_1"),
        Said("tool", "One", tool_call_id="fc-7"),
    )

    call = {"functionCall": {"name": "find_tide", "args": {"harbour": "Ystad"}}, "thoughtSignature": "sig"}
    cut, whole = {"name": "now", "args": {}}, {"id": "fc-7", "name": "now", "args": {}}
    noon = {"name": "now", "response": {"output": "Noon"}}
    one = {"id": "fc-7", "name": "now", "response": {"output": "One"}}
    assert request.body["contents"] == [
        {"role": "model", "parts": [{"text": "Wait."}, call]},
        {"role": "user", "parts": [{"functionResponse": {"name": "find_tide", "response": {"output": "High"}}}]},
        {"role": "model", "parts": [{"functionCall": cut}, {"functionCall": whole}]},
        {
            "role": "user",
            "parts": [{"functionResponse": noon}, {"functionResponse": one}],
        },
    ]


def test_the_first_call_of_a_turn_is_signed_where_that_is_wanted():
    calls = (ToolCall("call_1", "now"), ToolCall("call_2", "now"))

    (turn,) = ask(Said("assistant", "", calls), model=NEW).body["contents"]

    assert [part.get("thoughtSignature") for part in turn["parts"]] == ["skip_thought_signature_validator", None]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ('"STOP"', ("stop", "STOP")),
        ("1", ("stop", "STOP")),
        ('"MAX_TOKENS"', ("length", "MAX_TOKENS")),
        ("3", ("content_filter", "SAFETY")),
        ('"IMAGE_SAFETY"', ("content_filter", "IMAGE_SAFETY")),
        ('"OTHER"', ("content_filter", "OTHER")),
        ("99", ("content_filter", "99")),
    ],
)
def test_only_what_google_calls_a_stop_is_one(word, told):
    heard = hear(f'{{"candidates": [{{"finishReason": {word}}}]}}')

    assert heard.end is not None
    assert (heard.end.reason, heard.end.word) == told


@pytest.mark.parametrize("word", ['"MALFORMED_FUNCTION_CALL"', "10", '"UNEXPECTED_TOOL_CALL"'])
def test_a_call_that_cannot_be_read_is_a_failure(word):
    heard = hear(f'{{"candidates": [{{"finishReason": {word}}}], "usageMetadata": {{"promptTokenCount": 3}}}}')

    assert heard.error == "failed"
    assert heard.usage is not None


@pytest.mark.parametrize("word", ["null", '""', "0", '"FINISH_REASON_UNSPECIFIED"'])
def test_no_reason_is_no_end(word):
    heard = hear(f'{{"candidates": [{{"content": {{"parts": [{{"text": "Hi"}}]}}, "finishReason": {word}}}]}}')

    assert (heard.text, heard.error) == ("Hi", "cut")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'[{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED"}}]', "rate_limited"),
        (b'data: {"error": {"code": 500, "status": "INTERNAL"}}\n\n', "failed"),
        (b'data: "The API key is not valid."\n\n', "unauthorised"),
        (b'data: {"candidates": [{"content": {"parts": [{"text": 7}]}}]}\n\n', "bad_body"),
        (b'data: {"candidates": [{"content": {"parts": [{"functionCall": {"args": {}}}]}}]}\n\n', "bad_body"),
        (b'data: {"candidates": "STOP"}\n\n', "bad_body"),
        (b"<html>", "bad_body"),
        (b"", "cut"),
    ],
)
def test_what_is_no_answer_is_an_error(body, error):
    heard = replay(Gemini.parser(), [body])

    assert (heard.end, heard.error) == (None, error)


@given(mangled(list(map(json.loads, GOOD))))
def test_no_shape_breaks_the_parser(body):
    assert is_sound(Gemini.parser(), body)
