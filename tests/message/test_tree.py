"""GET /messages/{id}/tree/"""

from uuid import uuid4

from message.models import Message, Turn
from tests.conversations import make_session, say
from tests.people import Client


def tree(client: Client, message: Message) -> list[str]:
    return [told["content"] for told in client.get(f"/messages/{message.pk}/tree/").json()]


def of(turn: Turn, participant: str = "", version: int = 1) -> Message:
    versions = Message.objects.filter(turn=turn, participant=participant).order_by("version")
    return versions[version - 1]


def test_from_a_question_all_that_follows_is_told_on_every_branch(owner: Client) -> None:
    session = make_session(owner.user)
    first = say(session, "One?", "1", "1 again")
    left = say(session, "Left?", "2", after=first)
    right = say(session, "Right?", "3", after=first)
    say(session, "Further right?", "4", after=right)
    say(session, "Further left?", "5", after=left)

    everything = tree(owner, of(first))

    assert everything == [
        *("One?", "1", "1 again", "Left?", "2", "Right?", "3", "Further right?", "4", "Further left?", "5"),
    ]
    assert tree(owner, of(left)) == ["Left?", "2", "Further left?", "5"]
    assert tree(owner, of(right)) == ["Right?", "3", "Further right?", "4"]


def test_from_a_reply_neither_its_question_nor_the_other_sides_are_told(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    first = say(session, "One?", "a1", "b1", "a1 again")
    say(session, "Two?", "a2", "b2", after=first)

    assert tree(owner, of(first, "a", 2)) == ["a1 again", "Two?", "a2", "b2"]
    assert tree(owner, of(first, "b")) == ["b1", "Two?", "a2", "b2"]


def test_another_wording_of_a_question_is_no_part_of_its_tree(owner: Client) -> None:
    session = make_session(owner.user)
    first = say(session, "One?", "1")
    say(session, "One, in other words?", "2")

    assert tree(owner, of(first)) == ["One?", "1"]


def test_a_leaf_is_its_own_tree(owner: Client) -> None:
    leaf = of(say(make_session(owner.user), "One?", "1"), "a")

    assert tree(owner, leaf) == ["1"]


def test_messages_of_a_tree_look_as_in_their_session(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    first = say(session, "One?", "a1", "b1")
    say(session, "Two?", "a2", "b2", after=first)

    told = owner.get(f"/messages/{of(first).pk}/tree/").json()

    assert told == owner.get(f"/sessions/{session.pk}/").json()["messages"]


def test_a_foreign_tree_and_none_look_alike(owner: Client, stranger: Client, nobody: Client) -> None:
    question = of(say(make_session(owner.user), "Private?", "x"))

    answers = [stranger.get(f"/messages/{pk}/tree/") for pk in (question.pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert nobody.get(f"/messages/{question.pk}/tree/").status_code == 401
