"""A vote that is taken back: it stays, and counts no more."""

from feedback.models import Reason, Verdict
from feedback.reviewing import settle
from feedback.withdrawing import withdraw
from tests.feedback.battles import cast, fight, reason_of, vote, votes_on
from tests.people import Client


def test_a_vote_is_taken_out_of_the_count_and_stays(owner: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn).json()

    answers = [owner.delete(f"/feedback/{given['id']}/") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 204]
    assert reason_of(turn) == "withdrawn"
    assert Verdict.objects.filter(vote=given["id"]).count() == 2


def test_the_names_stay_shown(owner: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn).json()

    owner.delete(f"/feedback/{given['id']}/")

    shown = owner.get(f"/sessions/{turn.session_id}/").json()["session"]
    assert shown["model_a"] == given["session_update"]["model_a"]


def test_it_cannot_be_cast_anew(owner: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn).json()
    owner.delete(f"/feedback/{given['id']}/")

    same, other = vote(owner, turn), vote(owner, turn, preference="tie")

    assert (same.status_code, same.json()["verdict"]["reason"], other.status_code) == (200, "withdrawn", 409)


def test_only_ones_own_is_taken_back(owner: Client, stranger: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn).json()

    answer = stranger.delete(f"/feedback/{given['id']}/")

    assert answer.status_code == 404
    assert len(votes_on(turn)) == 1
    assert reason_of(turn) == "fair"


def test_a_vote_outlives_its_session_and_can_still_be_taken_back(owner: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn).json()
    owner.delete(f"/sessions/{turn.session_id}/")

    answer = owner.delete(f"/feedback/{given['id']}/")

    assert (answer.status_code, reason_of(turn)) == (204, "withdrawn")


def test_what_was_taken_back_while_it_was_looked_at_stays_so(owner: Client) -> None:
    cast(turn := fight(owner.user), reason=Reason.UNVERIFIED)
    (doubtful,) = votes_on(turn)
    withdraw(owner.user, doubtful)

    assert not settle(doubtful, Reason.FAIR)
    assert reason_of(turn) == "withdrawn"
