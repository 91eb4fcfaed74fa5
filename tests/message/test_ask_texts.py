"""POST /messages/stream/: what is asked and what is said, letter by letter, in every format and in the database."""

import json

import pytest

from ai_model.providers.metering import MAX_TEXT
from tests.message.asking import question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import comes_true, ids_of, row, tell
from tests.message.wire.decoding import ends, said
from tests.people import Client
from tests.simulator.scenarios import flood, speak
from tests.simulator.speeches import CHAT

FORMATS = ("lines", "text", "sse", "ui")
# Each piece a packet, and the sixth cuts a family in two.
HARD = (
    'She said: "नमस्ते दुनिया", and \\n is no new line.\r\n',
    "one\u2028two\u2029three\u0085four\x1efive\tsix\\",
    '\\\n"}\nad:{"finishReason":"stop"}\n\ndata: [DONE]\n\n',
    "مرحبا ",
    "👩\u200d",
    "👩\u200d👧 wave; e\u0301 too\n",
    "<b>&amp;</b> \ufeff\U0010ffff",
)


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_hard_to_write_is_heard_and_stored_as_it_was_said(
    form: str, owner: Client, simulator: Simulator
) -> None:
    model = simulator.make_model(say_in_turn(*HARD))
    session = seat(owner.user, model)
    whole = "".join(HARD)

    heard = said(tell(owner, question(session, whole), form=form))

    [asked, answered] = session.messages.order_by("participant")
    [call] = simulator.calls_of(model)
    assert list(heard.values()) == [whole.replace("\r", "") if form == "text" else whole]
    assert (asked.content, answered.content) == (whole, whole)
    assert json.loads(call["body"])["messages"][0]["content"] == whole


@pytest.mark.parametrize("form", FORMATS)
def test_a_nul_becomes_a_mark_everywhere(form: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("a\0b", "\0")))

    heard = tell(owner, question(session), form=form)

    assert list(said(heard).values()) == ["a\ufffdb\ufffd"]
    assert session.messages.get(participant="a").content == "a\ufffdb\ufffd"


@pytest.mark.parametrize("form", FORMATS)
def test_an_answer_ends_where_it_is_full(form: str, owner: Client, simulator: Simulator) -> None:
    piece = "नमस्ते " * 300
    model = simulator.make_model(flood(CHAT.piece(piece)))
    session = seat(owner.user, model)

    heard = tell(owner, question(session), form=form)

    reply, [end] = session.messages.get(participant="a"), ends(heard).values()
    whole = (piece * (MAX_TEXT // len(piece.encode()) + 1)).encode()[:MAX_TEXT].decode(errors="ignore")
    assert reply.content == whole
    assert list(said(heard).values()) == [whole]
    assert (reply.status, reply.finish_reason, end["finishReason"]) == ("success", "length", "stop")
    assert comes_true(lambda: simulator.calls_of(model)[0]["end"] == "left")


def test_a_question_is_stored_as_it_was_typed(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))

    tell(owner, question(session, "  \n Why?\t\n"))

    assert session.messages.get(participant="").content == "  \n Why?\t\n"


def test_the_texts_of_parts_are_one_question(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    parts = [{"type": "text", "text": "Why "}, {"type": "file", "url": "x"}, {"type": "text", "text": "not?"}]

    for item in ({"parts": parts}, {"content": parts}, {"content": "", "parts": parts}):
        tell(owner, {"session_id": str(session.pk), "messages": [{"role": "user", **item}]})

    assert {asked.content for asked in session.messages.filter(participant="")} == {"Why not?"}


def test_the_last_item_of_a_person_is_the_question(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    items = [{"role": "user", "content": content} for content in ("Old?", "Newer?", "Newest?")]

    told = ids_of(tell(owner, {"session_id": str(session.pk), "messages": items}))

    assert row(told["user"]).content == "Newest?"
    assert session.messages.count() == 2
