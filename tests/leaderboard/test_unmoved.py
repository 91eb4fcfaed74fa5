"""What moves no board: votes that are refused, late, repeated or taken back, and marks."""

from datetime import timedelta

from django.utils import timezone

from leaderboard.ranking import judge
from leaderboard.rounds import look
from message.models import Turn
from tests.conversations import reply
from tests.feedback.battles import cast, fight, mark, reply_of, vote
from tests.people import Client


def counted() -> str:
    """What the board of everything would be made of."""
    return judge(timezone.now(), look(), has_gates=False, tests=False).edition.poll.counted.comparisons.digest()


def test_a_fair_vote_moves_it(owner: Client) -> None:
    """As a row: all tests together come from one network, and cast more than one may."""
    turn = fight(owner.user)
    before = counted()

    cast(turn)

    assert counted() != before


def test_votes_that_are_refused_or_do_not_count_move_nothing(owner: Client, stranger: Client) -> None:
    voted, failed, replaced, quick = (fight(owner.user) for _ in range(4))
    vote(owner, voted)
    before = counted()

    answers = [
        vote(owner, voted),
        vote(owner, voted, preference="tie"),
        vote(stranger, fight(owner.user)),
        vote(owner, spoil(failed)),
        vote(owner, replaced, preference="tie", replies=replace(replaced)),
        vote(owner, fight(owner.user, session=voted.session)),
        vote(owner, fight(owner.user, mode="compare")),
        vote(owner, fight(owner.user, read_for=timedelta(seconds=0))),
        mark(owner, reply_of(quick, "a"), preference="like", rating=5),
    ]

    assert [answer.status_code for answer in answers] == [200, 409, 404, 409, 409, 201, 201, 201, 201]
    assert counted() == before


def test_a_vote_that_is_taken_back_is_as_if_it_had_never_been(owner: Client) -> None:
    turn = fight(owner.user)
    before = counted()
    given = vote(owner, turn).json()

    owner.delete(f"/feedback/{given['id']}/")

    assert counted() == before


def spoil(turn: Turn) -> Turn:
    turn.messages.filter(participant="b").delete()
    reply(turn, "b", "Because", status="error", error_code="upstream_reset")
    return turn


def replace(turn: Turn) -> dict[str, str]:
    """What was seen before one of them was made again."""
    seen = {side: str(reply_of(turn, side).pk) for side in "ab"}
    reply(turn, "b", "On second thoughts.")
    return seen
