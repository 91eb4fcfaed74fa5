"""What comes along when a guest signs in"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from api.refusals import Code
from chat_session.models import Session
from tests.conversations import make_session, say
from tests.people import PASSWORD, Client, make_email
from tests.user.answers import assert_refused, bearing
from user import tokens
from user.models import User


def log_in(client: Client, user: User) -> httpx.Response:
    return client.post("/auth/login/", json={"email": user.email, "password": PASSWORD})


def own(user: User) -> set[Session]:
    return set(Session.objects.filter(user=user.pk))


def test_who_registers_keeps_what_they_said_as_a_guest(guest: Client, nobody: Client) -> None:
    session = make_session(guest.user, title="Mine")
    say(session, "One?", "One.")

    entry = guest.post("/auth/register/", json={"email": make_email(), "password": PASSWORD}).json()

    access = bearing(entry["tokens"]["access"])
    assert [row["title"] for row in nobody.get("/sessions/", headers=access).json()] == ["Mine"]
    told = nobody.get(f"/sessions/{session.pk}/", headers=access).json()
    assert [message["content"] for message in told["messages"]] == ["One?", "One."]
    assert told["session"]["user"]["id"] == entry["user"]["id"]


def test_who_signs_in_has_both(guest: Client, member: Client) -> None:
    as_guest, before = make_session(guest.user), make_session(member.user)

    answer = log_in(guest, member.user)

    assert answer.status_code == 200
    assert own(member.user) == {as_guest, before}


def test_the_guest_ends_with_all_tokens(guest: Client, member: Client, nobody: Client) -> None:
    access, refresh = tokens.issue_access(guest.user), tokens.issue_refresh(guest.user)

    log_in(guest, member.user)

    assert_refused(guest.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.get("/users/me/", headers=bearing(access)), Code.UNAUTHENTICATED)
    assert_refused(nobody.post("/auth/refresh/", json={"refresh": refresh}), Code.UNAUTHENTICATED)
    assert not User.objects.filter(pk=guest.user.pk).exists()


def test_the_account_stays_as_it_was(guest: Client, member: Client) -> None:
    guest.patch("/users/me/", json={"display_name": "Other", "preferences": {"share": True}})
    before = User.objects.filter(pk=member.user.pk).values().get()

    log_in(guest, member.user)

    assert User.objects.filter(pk=member.user.pk).values().get() == before
    assert member.get("/users/me/").status_code == 200


def test_a_second_use_of_the_token_merges_nothing(guest: Client, member: Client) -> None:
    session = make_session(guest.user)
    log_in(guest, member.user)

    again = guest.post("/auth/register/", json={"email": make_email(), "password": PASSWORD})

    assert again.status_code == 201
    assert own(member.user) == {session}


def test_of_two_accounts_at_once_one_gets_all(guest: Client, member: Client) -> None:
    sessions = {make_session(guest.user) for _ in range(3)}
    other = User.objects.create_user(make_email(), PASSWORD)

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(lambda user: log_in(guest, user), (member.user, other)))

    assert {answer.status_code for answer in answers} == {200}
    assert sorted([len(own(member.user)), len(own(other))]) == [0, 3]
    assert own(member.user) | own(other) == sessions


@pytest.mark.parametrize("token", ["garbage", "null", "undefined", "é"])
def test_a_wrong_token_does_not_stop_a_sign_in(nobody: Client, member: Client, token: str) -> None:
    nobody.headers["X-Anonymous-Token"] = token

    assert log_in(nobody, member.user).status_code == 200
    assert own(member.user) == set()


def test_a_guest_whose_month_is_over_brings_nothing(guest: Client, member: Client) -> None:
    session = make_session(guest.user)
    User.objects.filter(pk=guest.user.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = log_in(guest, member.user)

    assert answer.status_code == 200
    assert own(member.user) == set()
    assert own(guest.user) == {session}


def test_a_guest_who_is_shut_out_brings_nothing(guest: Client, member: Client) -> None:
    session = make_session(guest.user)
    User.objects.filter(pk=guest.user.pk).update(is_active=False)

    answer = log_in(guest, member.user)

    assert answer.status_code == 200
    assert own(guest.user) == {session}


def test_a_sign_in_that_fails_merges_nothing(guest: Client, member: Client) -> None:
    session = make_session(guest.user)

    wrong = guest.post("/auth/login/", json={"email": member.user.email, "password": "amber-harbour-42"})
    taken = guest.post("/auth/register/", json={"email": member.user.email, "password": PASSWORD})

    assert_refused(wrong, Code.UNAUTHENTICATED)
    assert_refused(taken, Code.EMAIL_TAKEN)
    assert own(guest.user) == {session}
    assert guest.get("/users/me/").status_code == 200


def test_an_accounts_own_tokens_are_no_guests(owner: Client, member: Client) -> None:
    session = make_session(owner.user)

    answer = owner.post("/auth/login/", json={"email": member.user.email, "password": PASSWORD})

    assert answer.status_code == 200
    assert own(owner.user) == {session}


def test_a_key_that_both_have_used_stays_with_the_account(guest: Client, member: Client) -> None:
    theirs = make_session(member.user, idempotency_key="again")
    brought = [make_session(guest.user, idempotency_key=key) for key in ("again", "other")]

    answer = log_in(guest, member.user)

    assert answer.status_code == 200
    keys = {session.pk: session.idempotency_key for session in Session.objects.filter(user=member.user)}
    assert keys == {theirs.pk: "again", brought[0].pk: None, brought[1].pk: "other"}
