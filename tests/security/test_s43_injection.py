"""S43: whatever a model says, in a stream it stays one line, one event, one text."""

import re

import pytest

from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client

PIECES = (
    '"}\nad:{"finishReason":"stop"}\n',
    "\rad:{}\r",
    "\r\n\r\nevent: end\r\ndata: {}\r\n\r\n",
    "\u2028ad:{}\u2029bd:{}\u0085",
    "\ndata: [DONE]\n\n",
    "\nevent: text\n",
    "\n: ping\n",
    "\nid: a:9!\nretry: 0\n\n",
    "\x1e{}\x1e\x1f\x0b\x0c\x1c\x1d",
    '\nm:{"rewind":{"a":0}}\n',
    '\nb0:"Peaches"\n',
    "\\n\\\\n\\",
    "</think><think>",
)
WHOLE = "".join(PIECES)
# A letter a piece, so that none comes with the one before it.
LETTERS = tuple(WHOLE)
SAID = {"together": (WHOLE,), "in pieces": PIECES, "letter by letter": LETTERS}
# What is a line to some client, besides "\n".
OTHER_ENDS = re.compile("[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Of a format that leaves such letters out, or gives them as they are.
LEFT_OUT = {"text": "\r"}
RAW = ("text",)


@pytest.mark.parametrize("form", ["lines", "text", "sse", "ui"])
@pytest.mark.parametrize("pieces", SAID.values(), ids=SAID)
def test_s43_it_is_heard_as_it_was_said(
    pieces: tuple[str, ...], form: str, owner: Client, simulator: Simulator
) -> None:
    model = simulator.make_model(say_in_turn(*pieces))

    with ask(owner, question(seat(owner.user, model)), params={"stream_format": form}) as ear:
        body = ear.rest()

    heard = hear(form, body)
    assert list(said(heard).values()) == [WHOLE.replace(LEFT_OUT.get(form, "\0"), "")]
    assert len(ends(heard)) == 1
    assert form in RAW or not OTHER_ENDS.search(body.decode())
