"""Votes that are refused: each leaves everything as it was."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from chat_session.models import Session
from message.models import Message, Run, Turn
from tests.conversations import make_session, reply, say
from tests.feedback.battles import ballot, fight, question_of, reply_of, vote, votes_on
from tests.people import Client


def make_live(turn: Turn) -> None:
    turn.messages.filter(participant="b").delete()
    Run.objects.filter(turn=turn).update(ended_at=None)
    reply(turn, "b", "", status="streaming", run=turn.runs.get())


def make_failed(turn: Turn) -> None:
    turn.messages.filter(participant="b").delete()
    reply(turn, "b", "Because", status="error", error_code="upstream_reset")


def make_stopped(turn: Turn) -> None:
    turn.messages.filter(participant="b").delete()
    reply(turn, "b", "Because", status="stopped", finish_reason="stopped")


def make_copy(turn: Turn) -> None:
    Turn.objects.filter(pk=turn.pk).update(is_copy=True)


@pytest.mark.parametrize("spoil", [make_live, make_failed, make_stopped, make_copy])
def test_what_cannot_be_compared_cannot_be_voted_on(spoil: Callable[[Turn], None], owner: Client) -> None:
    turn = fight(owner.user)
    spoil(turn)

    answer = vote(owner, turn)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_votable")
    assert is_untouched(turn)


def test_a_side_that_failed_cannot_win(owner: Client) -> None:
    turn = fight(owner.user, "One.", "Two.", "Three.")
    make_failed(turn)

    refused = [vote(owner, turn, **choice) for choice in ({"preference": "model_b"}, {"ranking": [["a"], ["b"]]})]

    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(409, "not_votable")}
    assert is_untouched(turn)


def test_an_answer_that_was_replaced_cannot_be_voted_on(owner: Client) -> None:
    turn = fight(owner.user)
    seen = {side: str(reply_of(turn, side).pk) for side in "ab"}
    reply(turn, "b", "On second thoughts, the air.")

    answer = vote(owner, turn, preference="model_b", replies=seen)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_votable")
    assert is_untouched(turn)


def test_nobody_votes_on_what_is_not_theirs(owner: Client, stranger: Client, guest: Client, nobody: Client) -> None:
    turn = fight(owner.user)
    Session.objects.filter(pk=turn.session_id).update(share_token=uuid4().hex)

    answers = [vote(client, turn) for client in (stranger, guest, nobody)]

    assert [answer.status_code for answer in answers] == [404, 404, 401]
    assert is_untouched(turn)


def test_a_message_of_another_session_is_not_found(owner: Client, stranger: Client) -> None:
    turn, other, foreign = fight(owner.user), fight(owner.user), fight(stranger.user)

    answers = [vote(owner, turn, preference="tie", message_id=str(question_of(each).pk)) for each in (other, foreign)]

    assert [answer.status_code for answer in answers] == [404, 404]


BAD: list[tuple[dict[str, Any], str]] = [
    ({"feedback_type": "applause"}, "feedback_type"),
    ({"preference": "model_z"}, "preference"),
    ({"preference": "model_c"}, "preference"),
    ({"preference": "like"}, "preference"),
    ({"preference": None}, "preference"),
    ({"preference": 1}, "preference"),
    ({"ranking": [["a"], ["b"]], "preference": "tie"}, "preference"),
    ({"best": ["a"], "ranking": [["a"], ["b"]]}, "preference"),
    ({"ranking": [["a"]]}, "ranking"),
    ({"ranking": [["a"], ["a", "b"]]}, "ranking"),
    ({"ranking": [["a"], []]}, "ranking"),
    ({"ranking": [["a"], ["c"]]}, "preference"),
    ({"ranking": "ab"}, "ranking"),
    ({"best": []}, "best"),
    ({"best": ["q"]}, "best"),
    ({"preference": "tie", "replies": {"c": str(uuid4())}}, "preference"),
    ({"preference": "tie", "replies": {"z": str(uuid4())}}, "replies"),
    ({"preference": "tie", "replies": {"a": "me"}}, "replies"),
    ({"preference": "tie", "comment": "x" * 4097}, "comment"),
    ({"preference": "tie", "reasons": ["x"] * 17}, "reasons"),
    ({"preference": "tie", "reasons": ["x" * 65]}, "reasons"),
    ({"preference": "tie", "session_id": "mine"}, "session_id"),
    ({"preference": "tie", "message_id": 7}, "message_id"),
]


@pytest.mark.parametrize(("choice", "field"), BAD)
def test_what_makes_no_sense_is_told_by_its_field(choice: dict[str, Any], field: str, owner: Client) -> None:
    turn = fight(owner.user)

    answer = vote(owner, turn, **choice)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid"), answer.text
    assert list(answer.json()["fields"]) == [field]
    assert is_untouched(turn)


def test_a_choice_is_needed(owner: Client) -> None:
    body = ballot(fight(owner.user), session_id=str(uuid4()))

    answer = owner.post("/feedback/", json=body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["preference"])


def test_alone_there_is_nothing_to_compare(owner: Client) -> None:
    session = make_session(owner.user, "direct")
    turn = say(session, "Why?", "Because.")

    answer = vote(owner, turn)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["feedback_type"])


def test_a_vote_names_the_question(owner: Client) -> None:
    turn = fight(owner.user)

    answer = vote(owner, turn, preference="tie", message_id=str(reply_of(turn, "a").pk))

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["message_id"])
    assert is_untouched(turn)


def test_what_was_voted_on_is_not_made_again(owner: Client) -> None:
    turn = fight(owner.user)
    vote(owner, turn)

    answer = owner.post(f"/messages/{reply_of(turn, 'a').pk}/regenerate/")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_voted")


def is_untouched(turn: Turn) -> bool:
    """No vote, no name shown, nothing said about it."""
    turn.refresh_from_db()
    words = set(Message.objects.filter(turn=turn).values_list("feedback", flat=True))
    return not votes_on(turn) and turn.session.revealed_at is None and turn.voted_at is None and words == {""}
