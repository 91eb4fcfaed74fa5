"""An answer is looked at before it stays, and taken back where it may not."""

from uuid import UUID

import pytest

from message.models import Journal
from tests.message.asking import ask, listen, question, seat
from tests.message.moderation.moderating import Moderator
from tests.message.moderation.rulings import BAD, MODERATED, NOTHING_STAYS, fate, rewinds, told
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import CALL, follow, kinds, think, use_tool
from tests.message.submitting import (
    at,
    comes_true,
    ids_of,
    newest,
    refusal,
    tell,
    wait_for,
)
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.ledger import FINISHED, LEFT
from tests.simulator.moderating import FORBIDDEN
from tests.simulator.steps import Hold


@pytest.mark.parametrize("form", ["lines", "sse", "text"])
def test_a_flagged_answer_is_taken_back(form: str, asker: Client, simulator: Simulator) -> None:
    bad, good = simulator.make_model(say_in_turn("It ", BAD)), simulator.make_model(say_in_turn("It ", "is."))
    session = seat(asker.user, bad, good)

    heard = tell(asker, question(session), form=form)

    end = ends(heard)["a"]
    order = [kind for kind, side in kinds(heard) if side == "a" or kind == "rewind"]
    assert (told(end), rewinds(heard)) == (MODERATED, [{"a": 0}])
    assert order[-2:] == ["rewind", "end"]
    assert fate(newest(session, "a").pk) == NOTHING_STAYS
    assert (newest(session, "b").content, newest(session, "b").status) == ("It is.", "success")
    assert newest(session, "a").usage["output_tokens"] > 0


def test_all_that_would_stay_is_looked_at(client: Client, simulator: Simulator) -> None:
    thoughts = say_in_turn(think(BAD), "Fine.")
    tools = say_in_turn("Fine.", use_tool(CALL | {"arguments": f'{{"word": "{FORBIDDEN}"}}'}))
    session = seat(client.user, *(simulator.make_model(each) for each in (thoughts, tools)))

    heard = tell(client, question(session))

    assert [told(end) for end in ends(heard).values()] == [MODERATED, MODERATED]
    assert [fate(newest(session, side).pk) for side in "ab"] == [NOTHING_STAYS] * 2


def test_a_list_cuts_a_side_short(reader: Client, simulator: Simulator) -> None:
    """Its phrase comes in pieces, and it would go on for ever."""
    model = simulator.make_model(say_in_turn("So: a DEAD", "LY", " \u200bcu", "p, ", "and more", Hold()))
    other = simulator.make_model(say_in_turn("A deadly", " cupboard."))
    session = seat(reader.user, model, other)

    heard = tell(reader, question(session))

    assert told(ends(heard)["a"]) == MODERATED
    assert "and more" not in str(heard)
    assert said(heard)["b"] == "A deadly cupboard."
    assert comes_true(lambda: [call["end"] for call in simulator.calls_of(model)] == [LEFT])
    assert fate(newest(session, "a").pk) == NOTHING_STAYS
    assert [call["end"] for call in simulator.calls_of(other)] == [FINISHED]


def test_who_comes_later_never_hears_it(asker: Client, other: Server, simulator: Simulator) -> None:
    """Neither here nor at another worker, while the journal still has it."""
    soon, late = new_gate(), new_gate()
    models = [simulator.make_model(say_in_turn(*said)) for said in (("It ", BAD, soon), ("Slow", late, "ly."))]
    session = seat(asker.user, *models)

    with ask(asker, question(session)) as ear, at(other, asker) as elsewhere:
        assert comes_true(lambda: Journal.objects.filter(run=UUID(ear.run), said__contains=FORBIDDEN).exists())
        simulator.open(soon.gate)
        wait_for(ear, b"ad:", b"Slow")
        pages = [
            visitor.get(path).text
            for visitor in (asker, elsewhere)
            for path in (f"/sessions/{session.pk}/", f"/messages/?session_id={session.pk}", f"/runs/{ear.run}/")
        ]
        with (
            listen(asker, "GET", f"/runs/{ear.run}/stream/") as here,
            listen(elsewhere, "GET", f"/runs/{ear.run}/stream/") as there,
        ):
            wait_for(here, b"ad:", b"Slow")
            wait_for(there, b"ad:", b"Slow")
            simulator.open(late.gate)
            streams = [hear("lines", each.rest()) for each in (here, there)]

    after = follow(asker, f"/runs/{ear.run}/stream/", params={"after": "a:3,b:2"})
    assert not any(FORBIDDEN in text for text in pages)
    assert [said(stream) for stream in streams] == [{"b": "Slowly."}] * 2
    assert [rewinds(stream) for stream in streams] == [[], []]
    assert rewinds(after) == [{"a": 0}]


def test_who_hears_it_elsewhere_is_called_back_too(asker: Client, other: Server, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(asker.user, simulator.make_model(say_in_turn("It ", gate, BAD)))

    with (
        ask(asker, question(session)) as ear,
        at(other, asker) as elsewhere,
        listen(elsewhere, "GET", f"/runs/{ear.run}/stream/") as there,
    ):
        wait_for(there, b"It ")
        simulator.open(gate.gate)
        heard = hear("lines", there.rest())

    assert (rewinds(heard), told(ends(heard)["a"])) == ([{"a": 0}], MODERATED)


def test_what_was_stopped_is_looked_at_before_it_stays(asker: Client, simulator: Simulator) -> None:
    session = seat(asker.user, simulator.make_model(say_in_turn(BAD, Hold())))

    with ask(asker, question(session)) as ear:
        wait_for(ear, FORBIDDEN.encode())
        asker.post(f"/runs/{ear.run}/stop/")
        heard = hear("lines", ear.rest())

    assert (told(ends(heard)["a"]), rewinds(heard)) == (MODERATED, [{"a": 0}])
    assert fate(newest(session, "a").pk) == NOTHING_STAYS


def test_no_vote_is_cast_on_it(asker: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(say_in_turn(text)) for text in (BAD, "No.")]
    session = seat(asker.user, *models, mode="random")
    asked = ids_of(tell(asker, question(session)))["user"]

    vote = {"session_id": str(session.pk), "message_id": asked, "feedback_type": "preference", "preference": "model_b"}
    answered = asker.post("/feedback/", json=vote)

    assert refusal(answered) == (409, "not_votable")


def test_what_is_kept_before_it_is_shown_is_taken_back_too(
    owner: Client, simulator: Simulator, moderator: Moderator
) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("It ", gate, BAD)))

    with start_server(**moderator.settings, ARENA_DURABLE="1") as server, at(server, owner) as client:
        with ask(client, question(session)) as ear:
            wait_for(ear, b"It ")
            simulator.open(gate.gate)
            heard = hear("lines", ear.rest())
        later = follow(client, f"/runs/{ear.run}/stream/")

    assert (told(ends(heard)["a"]), rewinds(heard)) == (MODERATED, [{"a": 0}])
    assert (kinds(later), rewinds(later)) == ([("run", ""), ("end", "a")], [])
