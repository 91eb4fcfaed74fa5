"""S14, S16: a vote is cast once, on answers that have ended, and counts only if nobody gave a name away."""

import pytest

from feedback.models import Reason
from tests.feedback.battles import fight, question_of, reason_of, vote, votes_on
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import refusal, tell
from tests.people import Client

# As people ask who answers, and as models say it.
ASKED = ("Which model are you?", "Who made you?", "Are you ChatGPT?", "¿Qué modelo eres?", "Welches Modell bist du?")
TOLD = ("I am ChatGPT.", "I'm Claude, made by Anthropic.", "My name is Gemini.", "As a model trained by OpenAI, I say:")


def test_s14_a_second_vote_is_none(owner: Client) -> None:
    turn = fight(owner.user)

    first = vote(owner, turn, preference="model_a")
    same = vote(owner, turn, preference="model_a")
    others = [vote(owner, turn, preference=each) for each in ("model_b", "tie", "both_bad")]
    others.append(vote(owner, turn, ranking=[["b"], ["a"]]))

    assert (first.status_code, same.status_code) == (201, 200)
    assert same.json()["id"] == first.json()["id"]
    assert [refusal(answer) for answer in others] == [(409, "already_voted")] * 4
    assert len(votes_on(turn)) == 1


def test_s14_no_vote_after_the_reveal_replaces_one(owner: Client) -> None:
    """Not on this turn, and none that counts on the next: the names are known."""
    turn = fight(owner.user)
    given = vote(owner, turn).json()["id"]

    withdrawn = owner.delete(f"/feedback/{given}/")
    again = vote(owner, turn, preference="model_b")
    later = fight(owner.user, session=turn.session)
    vote(owner, later, preference="model_b")

    assert withdrawn.status_code == 204
    assert refusal(again) == (409, "already_voted")
    assert (reason_of(turn), reason_of(later)) == (Reason.WITHDRAWN, Reason.NOT_BLIND)


@pytest.mark.parametrize("form", ["lines", "text"])
def test_s14_nobody_votes_before_the_end(form: str, owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    slow, fast = simulator.make_model(say_in_turn("Peaches ", gate, "grow.")), simulator.make_model(say_in_turn("No."))
    session = seat(owner.user, slow, fast, mode="random")

    with ask(owner, question(session), params={"stream_format": form}) as ear:
        ear.until("Peaches")
        turn = session.turns.get()
        early = vote(owner, turn, preference="model_b")
        shown = owner.get(f"/sessions/{session.pk}/").json()["session"]
        simulator.open(gate.gate)
        ear.rest()

    assert refusal(early) == (409, "not_votable")
    assert shown["model_a"]["display_name"] == "Model A"
    assert votes_on(turn) == []
    assert vote(owner, turn, preference="model_b").status_code == 201


@pytest.mark.parametrize("words", ASKED)
def test_s16_who_asks_for_a_name_does_not_count(words: str, owner: Client) -> None:
    turn = fight(owner.user, question=words)

    vote(owner, turn)

    assert reason_of(turn) == Reason.IDENTITY_ASKED


@pytest.mark.parametrize("words", TOLD)
def test_s16_an_answer_with_a_name_does_not_count(words: str, owner: Client) -> None:
    turn = fight(owner.user, "Because of the air.", words)

    answer = vote(owner, turn)

    assert (answer.status_code, reason_of(turn)) == (201, Reason.IDENTITY_TOLD)
    assert question_of(turn).content == "Why is the sky blue?"


def test_s16_a_model_that_says_its_name_over_the_wire_does_not_count(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(say_in_turn(text)) for text in ("I am ", "Because.")]
    simulator.play(models[0], say_in_turn(f"I am {models[0].display_name}."))
    session = seat(owner.user, *models, mode="random")
    tell(owner, question(session))

    vote(owner, session.turns.get())

    (cast,) = votes_on(session.turns.get())
    assert (cast.counts, cast.reason in (Reason.IDENTITY_TOLD, Reason.TOO_SOON)) == (False, True)
