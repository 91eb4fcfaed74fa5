"""What Converse says in its frames."""

import pytest

from ai_model.providers.bedrock import ConverseParser
from ai_model.providers.events import End, Reason, Text, Usage
from tests.ai_model.providers.bedrock_encoding import (
    BEGIN,
    STRING,
    delta,
    encode,
    encode_headers,
    end,
    event,
    exception,
    start,
    usage,
)
from tests.ai_model.providers.replaying import Heard, replay

HELLO = delta(0, {"text": "Hello"})
DONE = usage(inputTokens=3, outputTokens=2)


def hear(*frames: bytes) -> Heard:
    return replay(ConverseParser(), [BEGIN, *frames])


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("end_turn", Reason.STOP),
        ("stop_sequence", Reason.STOP),
        ("a_new_one", Reason.STOP),
        ("max_tokens", Reason.LENGTH),
        ("model_context_window_exceeded", Reason.LENGTH),
        ("tool_use", Reason.TOOL_CALLS),
        ("guardrail_intervened", Reason.CONTENT_FILTER),
        ("content_filtered", Reason.CONTENT_FILTER),
    ],
)
def test_every_reason_to_stop_is_known(word, reason):
    assert hear(HELLO, end(word), DONE) == Heard("Hello", usage=Usage(3, 2), end=End(reason, word))


@pytest.mark.parametrize("word", ["malformed_model_output", "malformed_tool_use"])
def test_what_the_model_could_not_write_is_no_answer(word):
    heard = hear(HELLO, end(word), DONE)

    assert heard == Heard("Hello", error="failed")


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("throttlingException", "rate_limited"),
        ("serviceUnavailableException", "overloaded"),
        ("internalServerException", "failed"),
        ("modelStreamErrorException", "failed"),
        ("modelTimeoutException", "gave_up"),
        ("validationException", "refused"),
        ("aNewException", "failed"),
    ],
)
def test_an_exception_ends_an_answer_without_success(kind, cause):
    heard = hear(HELLO, exception(kind, {"message": "Sorry.", "type": "unknown"}), end("end_turn"), DONE)

    assert heard == Heard("Hello", error=cause)


@pytest.mark.parametrize(
    ("code", "message", "cause"),
    [("ServiceUnavailable", "Later.", "overloaded"), ("Unknown", "The prompt is too long.", "too_long")],
)
def test_an_error_has_its_words_in_its_headers(code, message, cause):
    words = {":message-type": "error", ":error-code": code, ":error-message": message}
    error = encode(encode_headers((name, STRING, word) for name, word in words.items()), b"")

    assert hear(HELLO, error) == Heard("Hello", error=cause)


def test_an_answer_is_over_with_its_usage():
    parser = ConverseParser()

    told = [*parser.feed(BEGIN + HELLO + end("end_turn") + DONE), *parser.feed(HELLO), *parser.close()]

    assert told == [Text("Hello"), Usage(3, 2), End(Reason.STOP, "end_turn")]
    assert parser.is_over


def test_an_answer_waits_for_its_usage():
    parser = ConverseParser()

    told = list(parser.feed(HELLO + end("end_turn")))

    assert told == [Text("Hello")]
    assert parser.end
    assert not parser.is_over


def test_empty_pieces_are_not_told():
    empty = [delta(0, {"text": ""}), delta(0, {"reasoningContent": {"text": ""}})]

    assert list(ConverseParser().feed(b"".join(empty))) == []


def test_usage_ahead_of_its_place_does_not_end_an_answer():
    assert hear(DONE, HELLO, end("end_turn")).text == "Hello"


def test_without_usage_none_is_made_up():
    assert hear(HELLO, end("end_turn"), usage(inputTokens=0, outputTokens=0)).usage is None


def test_what_is_not_known_is_passed_over():
    heard = hear(
        event("aNewEvent", {"delta": {"text": "no"}}),
        event("contentBlockStart", {"contentBlockIndex": 0, "start": {"image": {"format": "png"}}}),
        delta(0, {"citation": {"title": "A book"}}),
        delta(0, {"reasoningContent": {"redactedContent": "AAAA"}}),
        delta(0, {"toolUse": {"input": "{}"}}),
        HELLO,
        end("end_turn"),
        DONE,
    )

    assert heard == Heard("Hello", usage=Usage(3, 2), end=End(Reason.STOP, "end_turn"))


@pytest.mark.parametrize(
    "frame",
    [
        delta(0, {"text": 5}),
        event("messageStop", {"stopReason": None}),
        start(0, {"toolUseId": 5, "name": "weather"}),
        start(0, {"name": "weather"}),
        exception("throttlingException", ["Sorry."]),
        encode(
            encode_headers([(":message-type", STRING, "event"), (":event-type", STRING, "messageStop")]), b"no JSON"
        ),
    ],
)
def test_another_shape_than_documented_is_garbage(frame):
    assert hear(HELLO, frame, end("end_turn"), DONE) == Heard("Hello", error="bad_body")
