"""GET /messages/conversation_path/?start_id=&end_id="""

from typing import Any
from uuid import uuid4

import pytest

from message.models import Message, Turn
from tests.conversations import make_session, say
from tests.people import Client


def ask(client: Client, start: Any, end: Any) -> Any:
    ids = {"start_id": str(getattr(start, "pk", start)), "end_id": str(getattr(end, "pk", end))}
    return client.get("/messages/conversation_path/", params=ids)


def path(client: Client, start: Message, end: Message) -> list[str]:
    answer = ask(client, start, end)
    assert answer.status_code == 200
    return [told["content"] for told in answer.json()]


def of(turn: Turn, participant: str = "", version: int = 1) -> Message:
    versions = Message.objects.filter(turn=turn, participant=participant).order_by("version")
    return versions[version - 1]


def test_the_path_begins_and_ends_with_the_messages_named(owner: Client) -> None:
    session = make_session(owner.user)
    first = say(session, "One?", "1")
    second = say(session, "Two?", "2", after=first)
    third = say(session, "Three?", "3", after=second)

    assert path(owner, of(first), of(third, "a")) == ["One?", "1", "Two?", "2", "Three?", "3"]
    assert path(owner, of(first), of(third)) == ["One?", "1", "Two?", "2", "Three?"]
    assert path(owner, of(first, "a"), of(second)) == ["1", "Two?"]
    assert path(owner, of(second), of(second)) == ["Two?"]


def test_between_two_branches_the_path_takes_the_one_that_leads_to_its_end(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    first = say(session, "One?", "a1", "b1", "a1 again")
    left = say(session, "Left?", "a2", "b2", after=first)
    say(session, "Right?", "a3", "b3", after=first)

    told = path(owner, of(first), of(left, "b"))

    assert told == ["One?", "a1 again", "b1", "Left?", "a2", "b2"]


def test_a_version_named_is_the_version_told(owner: Client) -> None:
    session = make_session(owner.user)
    first = say(session, "One?", "1", "1 again")
    second = say(session, "Two?", "2", "2 again", after=first)

    told = path(owner, of(first, "a"), of(second, "a"))

    assert told == ["1", "Two?", "2"]


def test_what_is_not_on_the_way_is_refused(owner: Client) -> None:
    session = make_session(owner.user)
    first = say(session, "One?", "1", "1 again")
    left, right = say(session, "Left?", "2", after=first), say(session, "Right?", "3", after=first)
    pairs = [
        (of(left), of(right, "a")),
        (of(right), of(first)),
        (of(first, "a"), of(first)),
        (of(first, "a", 1), of(first, "a", 2)),
    ]

    answers = [ask(owner, start, end) for start, end in pairs]

    assert [(answer.status_code, list(answer.json()["fields"])) for answer in answers] == [(400, ["start_id"])] * 4


def test_ends_in_two_sessions_have_no_path(owner: Client) -> None:
    here, there = (of(say(make_session(owner.user), "One?", "1")) for _ in range(2))

    answer = ask(owner, here, there)

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["start_id", "end_id"])
@pytest.mark.parametrize("value", [None, "", "1", "null", "\0"])
def test_an_id_that_is_none_is_named(owner: Client, name: str, value: str | None) -> None:
    known = str(of(say(make_session(owner.user), "One?")).pk)
    query = {"start_id": known, "end_id": known} | {name: value}

    answer = owner.get(
        "/messages/conversation_path/", params={name: text for name, text in query.items() if text is not None}
    )

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])


def test_foreign_ends_and_none_look_alike(owner: Client, stranger: Client, nobody: Client) -> None:
    foreign = of(say(make_session(owner.user), "Private?"))
    own = of(say(make_session(stranger.user), "Mine?"))

    answers = [ask(stranger, *ends) for ends in ((foreign, foreign), (own, foreign), (foreign, own), (uuid4(), own))]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert ask(nobody, foreign, foreign).status_code == 401
