"""Marks on single replies: they reveal nothing, and may be changed."""

from typing import Any
from uuid import uuid4

import pytest

from feedback.models import Mark
from tests.conversations import make_session, reply, say
from tests.feedback.battles import ballot, fight, mark, model_of, question_of, reply_of, votes_on
from tests.people import Client


def test_a_reply_is_liked_and_disliked_again(owner: Client) -> None:
    turn = say(make_session(owner.user), "Why?", "Because.")
    liked = mark(owner, reply_of(turn, "a"), rating=5, preference="like")
    shown = owner.get(f"/messages/{reply_of(turn, 'a').pk}/").json()["feedback"]

    disliked = mark(owner, reply_of(turn, "a"), rating=1, preference="dislike")

    assert (liked.status_code, shown) == (201, "like")
    assert (disliked.status_code, disliked.json()["preference"], disliked.json()["rating"]) == (200, "dislike", 1)
    assert disliked.json()["id"] == liked.json()["id"]
    assert reply_of(turn, "a").feedback == "dislike"


def test_a_mark_in_a_battle_reveals_nothing(owner: Client) -> None:
    turn = fight(owner.user)
    names = [model_of(turn, side).name for side in "ab"]

    answer = mark(owner, reply_of(turn, "a"), rating=4)

    assert answer.status_code == 201
    assert answer.json()["session_update"]["model_a"]["id"] is None
    assert [name for name in names if name in answer.text] == []
    turn.session.refresh_from_db()
    assert turn.session.is_blind
    assert votes_on(turn) == []


def test_the_newest_version_is_meant(owner: Client) -> None:
    turn = fight(owner.user)
    first = reply_of(turn, "a")
    newest = reply(turn, "a", "On second thoughts, the sea.")

    answer = mark(owner, first, preference="like")

    assert answer.json()["message_id"] == str(newest.pk)
    assert (reply_of(turn, "a").feedback, first.feedback) == ("like", "")


BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "rating"),
    ({"rating": 6}, "rating"),
    ({"rating": 0}, "rating"),
    ({"rating": "5"}, "rating"),
    ({"rating": True}, "rating"),
    ({"preference": "model_a"}, "preference"),
    ({"preference": "love"}, "preference"),
    ({"rating": 5, "reasons": ["clear"]}, "reasons"),
    ({"rating": 5, "best": ["a"]}, "best"),
]


@pytest.mark.parametrize(("opinion", "field"), BAD)
def test_what_makes_no_sense_is_told_by_its_field(opinion: dict[str, Any], field: str, owner: Client) -> None:
    turn = fight(owner.user)

    answer = mark(owner, reply_of(turn, "a"), **opinion)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    assert not Mark.objects.filter(message__turn=turn).exists()


def test_only_replies_are_rated_and_only_ones_own(owner: Client, stranger: Client) -> None:
    turn = fight(owner.user)

    question = mark(owner, question_of(turn), rating=5)
    foreign = mark(stranger, reply_of(turn, "a"), rating=5)

    assert (question.status_code, list(question.json()["fields"])) == (400, ["message_id"])
    assert foreign.status_code == 404
    assert not Mark.objects.filter(message__turn=turn).exists()


def test_what_is_still_being_said_is_not_rated(owner: Client) -> None:
    turn = fight(owner.user)
    turn.messages.filter(participant="a").delete()
    speaking = reply(turn, "a", "", status="streaming", run=turn.runs.get())

    answer = mark(owner, speaking, rating=5)

    assert (answer.status_code, answer.json()["code"]) == (409, "not_votable")


def test_a_mark_does_not_tell_which_side_has_ended(owner: Client) -> None:
    turn = fight(owner.user)
    turn.messages.filter(participant="b").delete()
    reply(turn, "b", "", status="streaming", run=turn.runs.get())

    ended = mark(owner, reply_of(turn, "a"), rating=5)
    speaking = mark(owner, reply_of(turn, "b"), rating=5)

    assert (ended.status_code, ended.json()["detail"]) == (speaking.status_code, speaking.json()["detail"])
    assert ended.status_code == 409


def test_a_mark_can_be_taken_back(owner: Client) -> None:
    turn = fight(owner.user)
    given = mark(owner, reply_of(turn, "a"), preference="like").json()

    answer = owner.delete(f"/feedback/{given['id']}/")

    assert answer.status_code == 204
    assert owner.get(f"/feedback/{given['id']}/").status_code == 404
    assert reply_of(turn, "a").feedback == ""


def test_a_mark_that_was_taken_back_is_given_anew(owner: Client) -> None:
    turn = fight(owner.user)
    said = ballot(turn) | {"feedback_type": "rating", "message_id": str(reply_of(turn, "a").pk), "preference": "like"}
    key = {"Idempotency-Key": uuid4().hex}
    given = owner.post("/feedback/", json=said, headers=key).json()
    owner.delete(f"/feedback/{given['id']}/")

    answer = owner.post("/feedback/", json=said, headers=key)

    assert answer.status_code == 201


def test_a_key_makes_a_retry_of_it(owner: Client) -> None:
    turn = fight(owner.user)
    said = ballot(turn) | {"feedback_type": "rating", "message_id": str(reply_of(turn, "a").pk), "preference": "like"}
    key = {"Idempotency-Key": uuid4().hex}

    first = owner.post("/feedback/", json=said, headers=key)
    owner.post("/feedback/", json=said | {"preference": "dislike"})
    again = owner.post("/feedback/", json=said, headers=key)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert reply_of(turn, "a").feedback == "dislike"
