"""A vote that is taken: what it answers, what it reveals, what is stored of it."""

import hashlib
from typing import Any

import pytest

from feedback.models import Voter
from tests.conversations import reply
from tests.feedback.battles import ANSWERS, ballot, fight, model_of, question_of, reply_of, vote, votes_on
from tests.people import Client


def test_the_first_vote_reveals_the_models(owner: Client) -> None:
    turn = fight(owner.user)
    names = [model_of(turn, side).display_name for side in "ab"]
    before = owner.get(f"/sessions/{turn.session_id}/").text

    answer = vote(owner, turn, preference="model_b")

    assert answer.status_code == 201
    update = answer.json()["session_update"]
    assert [update["model_a"]["display_name"], update["model_b"]["display_name"]] == names
    assert [name for name in names if name in before] == []
    after = owner.get(f"/sessions/{turn.session_id}/").json()
    assert [message["feedback"] for message in after["messages"]] == ["model_b", None, None]
    assert [message["model"]["display_name"] for message in after["messages"][1:]] == names


def test_a_vote_tells_what_it_judged(owner: Client) -> None:
    turn = fight(owner.user)
    sums = {side: hashlib.sha256(reply_of(turn, side).content.encode()).hexdigest() for side in "ab"}

    told = vote(owner, turn, preference="model_a", reasons=["clearer"], comment="Short and true.").json()

    assert (told["feedback_type"], told["preference"], told["best"], told["ranking"]) == (
        "preference",
        "model_a",
        ["a"],
        None,
    )
    assert told["message_id"] == str(question_of(turn).pk)
    assert {side: seen["sha256"] for side, seen in told["replies"].items()} == sums
    assert {side: seen["id"] for side, seen in told["replies"].items()} == {
        side: str(reply_of(turn, side).pk) for side in "ab"
    }
    assert (told["reasons"], told["comment"]) == (["clearer"], "Short and true.")
    assert told["verdict"] == {"counts": True, "reason": "fair"}


CHOICES: list[tuple[dict[str, Any], str, dict[str, int], str]] = [
    ({"preference": "model_c"}, "best", {"a": 2, "b": 2, "c": 1, "d": 2}, "model_c"),
    ({"preference": "tie"}, "tie", {"a": 1, "b": 1, "c": 1, "d": 1}, "tie"),
    ({"preference": "both_bad"}, "all_bad", {"a": 1, "b": 1, "c": 1, "d": 1}, "both_bad"),
    ({"best": ["d"]}, "best", {"a": 2, "b": 2, "c": 2, "d": 1}, "model_d"),
    ({"best": ["a", "d"]}, "best", {"a": 1, "b": 2, "c": 2, "d": 1}, "ranking"),
    ({"ranking": [["b"], ["a", "c"], ["d"]]}, "ranking", {"a": 2, "b": 1, "c": 2, "d": 3}, "ranking"),
    ({"ranking": [["d"], ["a"]]}, "ranking", {"a": 2, "d": 1}, "ranking"),
]


@pytest.mark.parametrize(("choice", "kind", "ranks", "word"), CHOICES)
def test_every_way_to_judge_four_answers(
    choice: dict[str, Any], kind: str, ranks: dict[str, int], word: str, owner: Client
) -> None:
    turn = fight(owner.user, *ANSWERS)

    answer = vote(owner, turn, **choice)

    assert answer.status_code == 201, answer.text
    (cast,) = votes_on(turn)
    assert (cast.judgement.kind, cast.judgement.ranks) == (kind, ranks)
    assert question_of(turn).feedback == answer.json()["preference"] == word


def test_a_side_that_failed_is_left_out(owner: Client) -> None:
    turn = fight(owner.user, *ANSWERS[:3])
    turn.messages.filter(participant="b").delete()
    reply(turn, "b", "Because", status="error", error_code="upstream_reset")

    answer = vote(owner, turn, preference="model_c")

    assert answer.status_code == 201
    assert votes_on(turn)[0].judgement.ranks == {"a": 2, "c": 1}


def test_the_same_vote_again_is_answered_as_before(owner: Client) -> None:
    turn = fight(owner.user)

    first = vote(owner, turn, preference="model_a")
    again = vote(owner, turn, best=["a"])
    other = vote(owner, turn, preference="tie")

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json() == first.json()
    assert other.json()["code"] == "already_voted"
    assert len(votes_on(turn)) == 1


def test_a_key_makes_a_retry_of_it(owner: Client) -> None:
    turn = fight(owner.user)
    key = {"Idempotency-Key": "once"}

    first = owner.post("/feedback/", json=ballot(turn), headers=key)
    again = owner.post("/feedback/", json=ballot(turn), headers=key)
    other = owner.post("/feedback/", json=ballot(turn, preference="tie"), headers=key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 422)
    assert (again.json(), again.headers["Idempotent-Replayed"]) == (first.json(), "true")
    assert other.json()["code"] == "idempotency_mismatch"


def test_a_person_is_one_voter(owner: Client) -> None:
    turns = [fight(owner.user) for _ in range(3)]

    for turn in turns:
        vote(owner, turn)

    assert {votes_on(turn)[0].voter for turn in turns} == {Voter.objects.get(user=owner.user)}


def test_later_votes_of_a_battle_do_not_count(owner: Client) -> None:
    first = fight(owner.user)
    second = fight(owner.user, session=first.session)

    told = [vote(owner, turn).json()["verdict"] for turn in (first, second)]

    assert told == [{"counts": True, "reason": "fair"}, {"counts": False, "reason": "not_blind"}]


def test_a_vote_in_a_comparison_does_not_count(owner: Client) -> None:
    turn = fight(owner.user, mode="compare")

    answer = vote(owner, turn)

    assert (answer.status_code, answer.json()["verdict"]["reason"]) == (201, "not_blind")


def test_what_was_seen_may_be_told(owner: Client) -> None:
    turn = fight(owner.user)

    answer = vote(owner, turn, preference="model_a", replies={side: str(reply_of(turn, side).pk) for side in "ab"})

    assert answer.status_code == 201


def test_a_vote_is_told_where_the_question_is(owner: Client) -> None:
    turn = fight(owner.user)
    vote(owner, turn, preference="both_bad")

    told = owner.get(f"/messages/{question_of(turn).pk}/").json()

    assert told["feedback"] == "both_bad"
