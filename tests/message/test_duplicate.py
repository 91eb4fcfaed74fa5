"""POST /sessions/{id}/duplicate/"""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat_session.models import Session
from message.models import Message, Turn
from tests.conversations import make_session, reply, say, talk_at_length
from tests.message.asking import answer_within
from tests.people import Client

# What a copy has of its own.
NEW = ("id", "session", "parent_message_ids", "created_at", "version", "versions", "feedback", "usage")


def duplicate(client: Client, session: Session, **body: Any) -> Any:
    return client.post(f"/sessions/{session.pk}/duplicate/", json=body)


def detail(client: Client, pk: Any) -> Any:
    return client.get(f"/sessions/{pk}/").json()


def test_a_copy_has_the_contenders_and_the_path_under_new_ids(owner: Client) -> None:
    session = make_session(owner.user, "compare", title="Original", is_pinned=True)
    session.contenders.update(system_prompt="Be kind.", params={"seed": 1})
    first = say(session, "One?", "a1", "b1", "a1 again")
    say(session, "Not this branch", "x", "y", after=first)
    last = say(session, "Two?", "a2", after=first)
    reply(last, "b", "Half", status="error", error_code="overloaded", reasoning="Hm", feedback="like")

    answer = duplicate(owner, session)

    before, after = detail(owner, session.pk), detail(owner, answer.json()["id"])
    assert (answer.status_code, answer.json()) == (201, after["session"])
    assert after["session"]["contenders"] == before["session"]["contenders"]
    assert (after["session"]["title"], after["session"]["is_pinned"]) == ("Original", False)
    assert {message["id"] for message in before["messages"]} & {message["id"] for message in after["messages"]} == set()
    assert [{key: told[key] for key in told if key not in NEW} for told in before["messages"]] == [
        {key: told[key] for key in told if key not in NEW} for told in after["messages"]
    ]
    assert {(told["version"], told["versions"], told["feedback"]) for told in after["messages"]} == {(1, 1, None)}


def test_a_copy_hangs_together_by_itself(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    second = say(session, "Two?", "a2", "b2", after=say(session, "One?", "a1", "b1"))
    say(session, "Three?", "a3", "b3", after=second)

    copy = Session.objects.get(pk=duplicate(owner, session).json()["id"])

    told = detail(owner, copy.pk)["messages"]
    ids = [message["id"] for message in told]
    assert [message["parent_message_ids"] for message in told] == [
        *([], [ids[0]], [ids[0]], ids[1:3], [ids[3]], [ids[3]], ids[4:6], [ids[6]], [ids[6]]),
    ]
    assert copy.message_count == len(ids)
    assert list(copy.turns.order_by("number").values_list("number", "depth")) == [(1, 0), (2, 1), (3, 2)]


def test_copied_turns_know_that_they_are_copies(owner: Client) -> None:
    session = make_session(owner.user)
    Turn.objects.filter(pk=say(session, "One?", "1").pk).update(voted_at=timezone.now())

    copy = duplicate(owner, session).json()["id"]

    assert list(Turn.objects.filter(session=copy).values_list("is_copy", "voted_at")) == [(True, None)]
    assert list(Turn.objects.filter(session=session).values_list("is_copy", flat=True)) == [False]


def test_a_copied_answer_has_cost_nothing(owner: Client) -> None:
    session = make_session(owner.user)
    say(session, "One?", "1")

    copy = duplicate(owner, session).json()["id"]

    assert {message.usage for message in Message.objects.filter(session=copy)} == {None}


def test_a_copy_can_be_empty_and_named_anew(owner: Client) -> None:
    session = make_session(owner.user, title="Original")
    say(session, "One?", "1")

    copy = duplicate(owner, session, include_messages=False, new_title="Fresh").json()

    row = Session.objects.get(pk=copy["id"])
    assert (copy["title"], row.message_count, row.turns.count(), row.messages.count()) == ("Fresh", 0, 0, 0)
    assert row.contenders.count() == 1


@pytest.mark.parametrize(("title", "expected"), [(None, "Original"), ("", ""), ("New", "New")])
def test_a_title_that_is_not_sent_stays(owner: Client, title: str | None, expected: str) -> None:
    session = make_session(owner.user, title="Original")

    copy = duplicate(owner, session, new_title=title).json()

    assert copy["title"] == expected


def test_what_is_still_being_said_is_left_out(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    turn = say(session, "One?", "a1")
    reply(turn, "b", "Half a", status="streaming")

    copy = duplicate(owner, session).json()["id"]

    told = detail(owner, copy)["messages"]
    assert [message["content"] for message in told] == ["One?", "a1"]
    assert Session.objects.get(pk=copy).message_count == 2


def test_a_blind_battle_is_not_duplicated(owner: Client) -> None:
    session = make_session(owner.user, "random")

    answer = duplicate(owner, session)

    assert (answer.status_code, answer.json()["code"]) == (409, "blind")
    assert Session.objects.filter(user=owner.user).count() == 1


def test_the_copy_of_a_revealed_battle_hides_nothing(owner: Client) -> None:
    session = make_session(owner.user, "random", revealed_at=timezone.now())

    copy = duplicate(owner, session).json()

    assert copy["model_a"]["id"] == str(session.contenders.all()[0].model_id)


def test_a_copy_is_not_shared_with_its_original(owner: Client, nobody: Client) -> None:
    session = make_session(owner.user, share_token=uuid4().hex)

    copy = duplicate(owner, session).json()

    assert (copy["is_public"], copy["share_url"]) == (False, None)


def test_a_long_conversation_is_copied_in_time(owner: Client) -> None:
    session = make_session(owner.user)
    talk_at_length(session, 1000)

    answer = answer_within(1, partial(duplicate, owner, session))

    assert Session.objects.get(pk=answer.json()["id"]).message_count == 2000


@pytest.mark.parametrize(
    "body", [{"new_title": []}, {"new_title": "x" * 256}, {"include_messages": "maybe"}, {"include_messages": None}]
)
def test_a_value_of_the_wrong_type_is_named(owner: Client, body: dict[str, Any]) -> None:
    session = make_session(owner.user)

    answer = duplicate(owner, session, **body)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(body))
    assert Session.objects.filter(user=owner.user).count() == 1


def test_a_stranger_copies_nothing(owner: Client, stranger: Client, nobody: Client) -> None:
    session = make_session(owner.user, share_token=uuid4().hex)

    answers = [duplicate(client, session) for client in (stranger, nobody)]

    assert [answer.status_code for answer in answers] == [404, 401]
    assert not Session.objects.filter(user=stranger.user).exists()
