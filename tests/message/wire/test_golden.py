"""One conversation in every format, to the byte."""

from pathlib import Path

import pytest

from message.wire.formats import FORMATS
from tests.message.wire.decoding import called, ends, hear, said, thought
from tests.message.wire.script import SCRIPT, encode

GOLDEN = Path(__file__).parent / "golden"
# A file for each format, and one more for the other side of the one that tells but one.
TOLD = {name: (name, "a") for name in FORMATS} | {"ui-of-b": ("ui", "b")}

TEXT = (
    'She said "नमस्ते", he said مرحبا, and 👩‍👩‍👧 wave.\r\n'
    'The path is C:\\new\\table"}\nad:{"finishReason":"stop"}\n'
    "one\u2028two\u2029three\u0085four\x1efive\tsix\r"
    "\n\ndata: 😀"
)
REASONING = "Three greetings,\nand a \\ at the end."


@pytest.mark.parametrize("told", TOLD)
def test_every_format_says_what_it_always_said(told):
    name, side = TOLD[told]

    body = encode(name, *SCRIPT, side=side)

    assert body == (GOLDEN / f"{told}.response").read_bytes()


@pytest.mark.parametrize("name", ["lines", "sse"])
def test_the_conversation_is_heard_as_it_was_said(name):
    heard = hear(name, (GOLDEN / f"{name}.response").read_bytes())

    assert said(heard) == {"a": TEXT}
    assert thought(heard) == {"a": f"{REASONING}Was that all?", "b": "Which “tongue” is meant?"}
    assert {side: end["finishReason"] for side, end in ends(heard).items()} == {"b": "error", "a": "stop"}


def test_in_text_returns_and_later_reasoning_are_missing():
    heard = hear("text", (GOLDEN / "text.response").read_bytes())

    assert said(heard) == {"a": TEXT.replace("\r", "")}
    assert thought(heard) == {"a": REASONING, "b": "Which “tongue” is meant?"}
    assert {side: end["finishReason"] for side, end in ends(heard).items()} == {"b": "error", "a": "stop"}


def test_in_ui_one_side_is_heard():
    heard = hear("ui", (GOLDEN / "ui.response").read_bytes())
    of_b = hear("ui", (GOLDEN / "ui-of-b.response").read_bytes())

    assert (said(heard), said(of_b)) == ({"": TEXT}, {})
    assert called(heard) == [("", {"id": "call_1", "name": "look_up", "input": {"word": "सलाम", "line": "\u2028"}})]
    assert ends(heard) == {"": {"finishReason": "stop"}}
    assert ends(of_b) == {"": {"finishReason": "error", "error": "The connection to the model was cut."}}


def test_every_format_has_its_file():
    assert {path.name for path in GOLDEN.iterdir()} == {f"{told}.response" for told in TOLD}
