"""S07: what clients may not say is not believed, on whatever they make or change."""

from typing import Any
from uuid import uuid4

import pytest

from chat_session.models import Session
from message.models import Message
from tests.conversations import make_model, make_session
from tests.feedback.battles import ballot, fight, votes_on
from tests.message.asking import seat
from tests.message.simulating import Simulator
from tests.message.submitting import ids_of, placed, tell
from tests.people import PASSWORD, Client, make_email
from tests.simulator.scenarios import speak
from user.models import APIKey, User

LONG_AGO = "2001-01-01T00:00:00Z"


def lies(other: User) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "pk": str(uuid4()),
        "user": str(other.pk),
        "user_id": str(other.pk),
        "status": "success",
        "role": "admin",
        "is_staff": True,
        "is_superuser": True,
        "is_active": False,
        "is_public": True,
        "share_token": "guessed",
        "revealed_at": LONG_AGO,
        "deleted_at": LONG_AGO,
        "draw_probability": 1.0,
        "cost": 0,
        "usage": {"output_tokens": 0, "cost": 0},
        "created_at": LONG_AGO,
        "position": 99,
        "version": 99,
        "message_count": 99,
        "token_version": 99,
        "expires_at": "2999-01-01T00:00:00Z",
    }


def believed(row: Any, lied: dict[str, Any]) -> set[str]:
    """Which of the lies its row tells now."""
    told = {name: str(getattr(row, name)) for name in lied if hasattr(row, name) and not callable(getattr(row, name))}
    shown = {name: str(value).replace("T", " ").replace("Z", "+00:00") for name, value in lied.items()}
    return {name for name, value in told.items() if value == shown[name]}


def test_s07_of_a_session_nothing_else_is_believed(owner: Client, stranger: Client) -> None:
    lied = lies(stranger.user)

    made = owner.post("/sessions/", json={"mode": "direct", "models": [make_model().name], **lied})
    session = Session.objects.get(pk=made.json()["id"])
    changed = owner.patch(f"/sessions/{session.pk}/", json={"title": "Mine"} | lied)

    assert (made.status_code, changed.status_code) == (201, 200)
    session.refresh_from_db()
    assert believed(session, lied) == set()
    assert (session.user, session.title, session.share_token) == (owner.user, "Mine", None)


@pytest.mark.parametrize("form", ["lines", "text"])
def test_s07_of_a_question_nothing_else_is_believed(
    form: str, owner: Client, stranger: Client, simulator: Simulator
) -> None:
    session, other = seat(owner.user, simulator.make_model(speak())), make_session(stranger.user)
    lied = {name: value for name, value in lies(stranger.user).items() if name not in ("id", "role", "position")}
    lied |= {"session": str(other.pk), "model": str(uuid4()), "model_id": str(uuid4()), "feedback": "like", "run": "x"}
    body = placed(session, "a") | lied
    body["messages"] = [item | lied | {"content": item["content"]} for item in body["messages"]]

    told = ids_of(tell(owner, body, form=form))

    for message in Message.objects.filter(pk__in=[told["user"], told["a"]]).select_related("run", "turn"):
        assert believed(message, lied) <= {"status"}
        assert (message.session_id, message.feedback, message.turn.number) == (session.pk, "", 1)
    assert Message.objects.get(pk=told["a"]).model == session.contenders.get().model
    assert not other.messages.exists()
    assert Session.objects.get(pk=session.pk).share_token is None


def test_s07_of_a_person_nothing_else_is_believed(nobody: Client, stranger: Client, database: None) -> None:
    lied = lies(stranger.user)

    account = nobody.post("/auth/register/", json=lied | {"email": make_email(), "password": PASSWORD}).json()
    visitor = nobody.post("/auth/anonymous/", json=lied | {"is_anonymous": False}).json()
    access = {"Authorization": f"Bearer {account['tokens']['access']}"}
    changed = nobody.patch("/users/me/", headers=access, json=lied | {"email": make_email(), "is_anonymous": True})
    key = nobody.post("/auth/keys/", headers=access, json=lied | {"name": "program", "hash": "x"}).json()

    assert changed.status_code == 200
    for entry in (account, visitor):
        user = User.objects.get(pk=entry["user"]["id"])
        assert believed(user, lied) == set()
        assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert User.objects.get(pk=account["user"]["id"]).email == account["user"]["email"]
    assert str(APIKey.objects.get(pk=key["id"]).user_id) == account["user"]["id"]


def test_s07_of_a_vote_nothing_else_is_believed(owner: Client, stranger: Client) -> None:
    turn = fight(owner.user)
    lied = lies(stranger.user) | {"voter": str(uuid4()), "verdict": {"counts": True}, "is_blind": True, "dwell_ms": 1}

    answer = owner.post("/feedback/", json=ballot(turn) | lied)

    (vote,) = votes_on(turn)
    assert answer.status_code == 201
    assert believed(vote, lied) <= {"is_blind"}
    assert vote.voter.user == owner.user
