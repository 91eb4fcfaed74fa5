"""Every recorded answer says the same, however its bytes are cut.

Our own recordings, written from the providers' documentation, lie beside this file: `dialect/name.response` and what
a client should hear in `dialect/name.json`. Those of `../shared/provider-streams` are real ones.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from ai_model.providers import rejections
from ai_model.providers.events import Usage
from ai_model.providers.table import DIALECTS
from tests.ai_model.providers.replaying import CUTS, LINE_ENDS, Heard, replay, with_line_ends
from tests.conftest import NO_SHARED

OURS = Path(__file__).parent / "recordings"
SHARED = Path(__file__).parents[4] / "shared/provider-streams"
NAMES_ELSEWHERE = {"cohere": "cohere-v2"}
# Their line ends are not ours to change: frames of bytes.
BINARY = {"bedrock-converse"}

# They may go on after their end, and say nothing when it was all.
ENDLESS = {"gemini"}

own = sorted(OURS.glob("*/*.response"))
real = sorted(SHARED.glob("*/*.response"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def tell(heard: Heard) -> dict[str, Any]:
    return {
        "text": heard.text,
        "reasoning": heard.reasoning,
        "tool_calls": [
            {key: value for key, value in asdict(call).items() if value or key != "signature"} for call in heard.calls
        ],
        "usage": asdict(heard.usage) if heard.usage else None,
        "reason": heard.end.reason.value if heard.end else "",
        "word": heard.end.word if heard.end else "",
        "error": heard.error,
    }


def expect(told: dict[str, Any]) -> dict[str, Any]:
    """A recording's file leaves out what is empty or zero."""
    usage = asdict(Usage(**told["usage"])) if told.get("usage") else None
    empty = {"text": "", "reasoning": "", "tool_calls": [], "reason": "", "word": "", "error": ""}
    return {**empty, **told, "usage": usage}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("path", own, ids=name_of)
def test_our_recordings_are_heard_right(path, cut):
    expected = expect(json.loads(path.with_suffix(".json").read_text()))
    parser = DIALECTS[path.parent.name].parser()

    heard = replay(parser, cut(path.read_bytes()))

    assert tell(heard) == expected


@pytest.mark.parametrize("end", LINE_ENDS.values(), ids=LINE_ENDS)
@pytest.mark.parametrize("path", [path for path in own if path.parent.name not in BINARY], ids=name_of)
def test_line_ends_make_no_difference(path, end):
    body = path.read_bytes()
    dialect = DIALECTS[path.parent.name]

    heard = replay(dialect.parser(), CUTS["by_7_bytes"](with_line_ends(body, end)))

    assert heard == replay(dialect.parser(), [body])


@pytest.mark.parametrize("path", [path for path in own if path.stem in ("plain", "letters")], ids=name_of)
def test_nobody_waits_for_more_where_a_dialect_says_that_it_was_all(path):
    parser = DIALECTS[path.parent.name].parser()

    for _ in parser.feed(path.read_bytes()):
        pass

    assert parser.is_over == (path.parent.name not in ENDLESS)


def test_every_dialect_has_a_recording():
    assert {path.parent.name for path in own} == DIALECTS.keys()


@pytest.mark.skipif(not real, reason=NO_SHARED)
@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
@pytest.mark.parametrize("path", [path for path in real if path.parent.name != "errors"], ids=name_of)
def test_real_recordings_are_heard_right(path, cut):
    told = json.loads(path.with_suffix(".expect.json").read_text())
    dialect = DIALECTS[NAMES_ELSEWHERE.get(told["wire"], told["wire"])]

    heard = replay(dialect.parser(), cut(path.read_bytes()))

    assert heard.text == told["text"]
    assert heard.reasoning == (told["reasoning"] or "")
    assert (heard.end.word if heard.end else None) == told["finish_reason"]
    assert [asdict(call) | call_told for call, call_told in zip(heard.calls, told["tool_calls"], strict=True)] == [
        asdict(call) for call in heard.calls
    ]
    assert_usage(heard.usage, told["usage"])


def assert_usage(usage: Usage | None, told: dict[str, int] | None) -> None:
    """Where a provider counts reasoning apart, we count it in."""
    assert usage is not None
    assert told is not None
    thought = told.get("reasoning_tokens", told.get("thoughts_tokens", 0))
    assert usage.input_tokens == told["input_tokens"]
    assert usage.output_tokens in (told["output_tokens"], told["output_tokens"] + thought)
    assert usage.reasoning_tokens == thought


CAUSES = {
    "anthropic-401": "unauthorised",
    "azure-429-retry-after": "rate_limited",
    "openai-401": "unauthorised",
    "openai-404-model": "model_unknown",
}


@pytest.mark.skipif(not real, reason=NO_SHARED)
@pytest.mark.parametrize("path", [path for path in real if path.parent.name == "errors"], ids=name_of)
def test_real_refusals_are_understood(path):
    told = json.loads(path.with_suffix(".expect.json").read_text())

    error = rejections.read(json.loads(path.read_bytes()), status=told["status"])

    assert error.cause == CAUSES[path.stem]
