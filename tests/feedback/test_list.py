"""The list of one's votes and ratings: newest first, in pages, one's own."""

from chat_session.models import Session
from feedback.models import Mark, Vote
from tests.feedback.battles import fight, mark, reply_of, vote
from tests.people import Client


def test_votes_and_ratings_are_one_list_newest_first(owner: Client) -> None:
    turns = [fight(owner.user) for _ in range(3)]
    given = []
    for turn in turns:
        given.append(vote(owner, turn).json()["id"])
        given.append(mark(owner, reply_of(turn, "a"), preference="like").json()["id"])

    listed = owner.get("/feedback/").json()

    assert [row["id"] for row in listed] == given[::-1]
    assert [row["feedback_type"] for row in listed] == ["rating", "preference"] * 3
    assert all("session_update" not in row for row in listed)


def test_pages_tell_all_of_it_once(owner: Client) -> None:
    for _ in range(4):
        turn = fight(owner.user)
        vote(owner, turn)
        mark(owner, reply_of(turn, "b"), rating=3)
    whole = [row["id"] for row in owner.get("/feedback/").json()]

    page, paged = owner.get("/feedback/", params={"limit": 3}), []
    paged += page.json()
    while "next" in page.links:
        page = owner.get(page.links["next"]["url"])
        paged += page.json()

    assert [row["id"] for row in paged] == whole
    assert len(whole) == 8


def test_one_session_alone(owner: Client) -> None:
    turn, other = fight(owner.user), fight(owner.user)
    given = [vote(owner, each).json()["id"] for each in (turn, other)]

    listed = owner.get("/feedback/", params={"session_id": str(turn.session_id)}).json()

    assert [row["id"] for row in listed] == given[:1]


def test_others_see_nothing_of_it(owner: Client, stranger: Client) -> None:
    turn = fight(owner.user)
    given = vote(owner, turn).json()["id"]

    told = stranger.get("/feedback/"), stranger.get(f"/feedback/{given}/")

    assert (told[0].json(), told[1].status_code) == ([], 404)


def test_what_was_deleted_is_not_listed(owner: Client) -> None:
    turn = fight(owner.user)
    vote(owner, turn, preference="tie", comment="Both the same.")
    mark(owner, reply_of(turn, "a"), rating=3, comment="So so.")

    owner.delete(f"/sessions/{turn.session_id}/")

    assert owner.get("/feedback/").json() == []
    assert not Mark.objects.filter(message__session=turn.session_id).exists()
    (kept,) = Vote.objects.told().filter(turn=turn)
    assert not hasattr(kept, "remark")


def test_bad_cursors_and_limits_are_refused(owner: Client) -> None:
    answers = [
        owner.get("/feedback/", params=query) for query in ({"cursor": "here"}, {"limit": "0"}, {"session_id": "x"})
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert Session.objects.filter(user=owner.user).count() == 0
