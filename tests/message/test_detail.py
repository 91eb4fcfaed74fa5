"""GET /sessions/{id}/ and GET /messages/{id}/"""

from typing import Any
from uuid import uuid4

import pytest

from message.models import SENTENCES, Message
from message.serializers import MessageSerializer
from tests.conversations import make_model, make_session, reply, say
from tests.people import Client

# What a question and a reply without a story have in common.
PLAIN: dict[str, Any] = {
    "reasoning": "",
    "status": "success",
    "error": None,
    "error_code": None,
    "finish_reason": None,
    "tool_calls": [],
    "version": 1,
    "versions": 1,
    "feedback": None,
}


def contents(messages: list[dict[str, Any]]) -> list[str]:
    return [message["content"] for message in messages]


def test_a_session_is_told_along_its_current_path(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    first = say(session, "One?", "a1", "b1")
    say(session, "Two?", "a2", "b2", after=first)
    say(session, "Two, worded anew?", "a3", "b3", "a4", after=first)

    told = owner.get(f"/sessions/{session.pk}/").json()

    assert [message["content"] for message in told["messages"]] == ["One?", "a1", "b1", "Two, worded anew?", "a4", "b3"]
    assert [message["position"] for message in told["messages"]] == [0, 1, 2, 3, 4, 5]
    assert [(message["version"], message["versions"]) for message in told["messages"]] == [
        (1, 1),
        (1, 1),
        (1, 1),
        (2, 2),
        (2, 2),
        (1, 1),
    ]


def test_the_path_goes_on_where_somebody_spoke_last(owner: Client) -> None:
    session = make_session(owner.user)
    first = say(session, "One?", "1")
    older = say(session, "Left?", "2", after=first)
    say(session, "Right?", "3", after=first)
    say(session, "Further left?", "4", after=older)

    told = owner.get(f"/sessions/{session.pk}/").json()

    assert contents(told["messages"]) == ["One?", "1", "Left?", "2", "Further left?", "4"]
    assert [message["versions"] for message in told["messages"]] == [1, 1, 2, 1, 1, 1]


def test_the_first_question_can_be_worded_anew_too(owner: Client) -> None:
    session = make_session(owner.user)
    say(session, "One?", "1")
    say(session, "One, in other words?", "2")

    told = owner.get(f"/sessions/{session.pk}/").json()

    assert contents(told["messages"]) == ["One, in other words?", "2"]
    assert [(message["version"], message["versions"]) for message in told["messages"]] == [(2, 2), (1, 1)]


def test_the_session_is_told_in_full_and_an_empty_one_has_no_messages(owner: Client) -> None:
    opened = owner.post("/sessions/", json={"mode": "direct", "models": [make_model().name]}).json()

    told = owner.get(f"/sessions/{opened['id']}/").json()

    assert told == {"session": opened, "messages": []}


def test_a_question_has_these_keys(owner: Client) -> None:
    session = make_session(owner.user)
    question = say(session, "One?").messages.get()

    [told] = owner.get(f"/sessions/{session.pk}/").json()["messages"]

    assert told == PLAIN | {
        "id": str(question.pk),
        "session": str(session.pk),
        "role": "user",
        "content": "One?",
        "participant": None,
        "parent_message_ids": [],
        "model": None,
        "position": 0,
        "usage": None,
        "timings": None,
        "created_at": question.created_at.isoformat().replace("+00:00", "Z"),
    }


def test_a_reply_has_these_keys(owner: Client) -> None:
    session = make_session(owner.user)
    question, answer = say(session, "One?", "1").messages.order_by("participant")

    told = owner.get(f"/sessions/{session.pk}/").json()

    assert told["messages"][1] == PLAIN | {
        "id": str(answer.pk),
        "session": str(session.pk),
        "role": "assistant",
        "content": "1",
        "participant": "a",
        "parent_message_ids": [str(question.pk)],
        "model": told["session"]["model_a"],
        "position": 1,
        "usage": {"input_tokens": 3, "output_tokens": 5, "reasoning_tokens": 0, "cost": 0.1, "estimated": False},
        "timings": {"first_token_ms": 9, "duration_ms": 99},
        "created_at": answer.created_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.parametrize("code", SENTENCES)
def test_a_failed_reply_is_told_with_our_sentence_and_the_text_it_had(owner: Client, code: str) -> None:
    turn = say(make_session(owner.user), "One?")
    message = reply(turn, "a", "Half of", status="error", error_code=code)

    told = owner.get(f"/messages/{message.pk}/").json()

    assert (told["status"], told["error_code"], told["error"]) == ("error", code, SENTENCES[code])
    assert told["content"] == "Half of"


@pytest.mark.parametrize("status", Message.Status.values)
def test_content_is_never_null_whatever_the_status(owner: Client, status: str) -> None:
    turn = say(make_session(owner.user), "One?")
    message = reply(turn, "a", "", status=status, usage=None, timings=None)

    told = owner.get(f"/messages/{message.pk}/").json()

    assert (told["content"], told["reasoning"], told["status"]) == ("", "", status)
    assert (told["usage"], told["timings"]) == (None, None)


def test_feedback_and_the_reason_of_the_end_are_told(owner: Client) -> None:
    turn = say(make_session(owner.user), "One?")
    message = reply(turn, "a", "x", finish_reason="length", feedback="like")

    told = owner.get(f"/messages/{message.pk}/").json()

    assert (told["finish_reason"], told["feedback"]) == ("length", "like")


def test_a_message_alone_looks_as_it_does_in_its_session(owner: Client) -> None:
    session = make_session(owner.user, "compare", size=3)
    say(session, "Two?", "a", "b", "c", after=say(session, "One?", "a", "b", "c"))

    told = owner.get(f"/sessions/{session.pk}/").json()["messages"]

    assert [owner.get(f"/messages/{message['id']}/").json() for message in told] == told


def test_what_was_said_stays_text_whatever_it_says(owner: Client) -> None:
    evil = '<script>alert(1)</script><img src=x onerror=alert(1)>\u2028\r\n\u202e ![x](http://evil.example/) {"a":"\\"}'
    session = make_session(owner.user)
    say(session, evil, evil)

    answer = owner.get(f"/sessions/{session.pk}/")

    assert contents(answer.json()["messages"]) == [evil, evil]
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_foreign_message_and_none_look_alike(owner: Client, stranger: Client, nobody: Client) -> None:
    question = say(make_session(owner.user), "Private?").messages.get()

    answers = [stranger.get(f"/messages/{pk}/") for pk in (question.pk, uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Private" not in answers[0].text
    assert nobody.get(f"/messages/{question.pk}/").status_code == 401


@pytest.mark.parametrize("identifier", ["1", "null", "%00", "%ff", "x" * 300])
def test_what_is_no_id_is_not_found(owner: Client, identifier: str) -> None:
    answers = [owner.get(f"/messages/{identifier}/"), owner.get(f"/messages/{identifier}/tree/")]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_what_is_shown_is_what_the_schema_says(owner: Client) -> None:
    session = make_session(owner.user, "compare")
    say(session, "One?", "a1", "b1")

    told = owner.get(f"/sessions/{session.pk}/").json()["messages"]

    assert [message.keys() for message in told] == [MessageSerializer().fields.keys()] * 3
