"""S18, S19, S20: a guest's token, an old refresh token, and two credentials that disagree."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chat_session.models import Session
from tests.conversations import make_session
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import placed, refused_in_band, tell
from tests.message.wire.decoding import said
from tests.people import PASSWORD, Client, make_email
from tests.security.refusing import is_not_there, is_unknown
from tests.simulator.scenarios import WORDS, speak
from tests.tables import tables_with
from tests.user.answers import bearing
from user import tokens
from user.models import RefreshToken, User

GUEST = "X-Anonymous-Token"


def token_of(guest: Client) -> str:
    return guest.headers[GUEST]


def test_s18_a_guests_token_cannot_be_guessed_and_is_not_stored(guest: Client, nobody: Client) -> None:
    token = token_of(guest)
    entry = nobody.post("/auth/anonymous/", json={}).json()

    assert min(len(token), len(entry["anonymous_token"])) * 6 >= 256
    assert tables_with(token) | tables_with(entry["anonymous_token"]) == set()
    assert tables_with(tokens.hash_secret(token)) == {"user_user"}


def test_s18_a_wrong_one_is_refused(guest: Client, nobody: Client) -> None:
    token = token_of(guest)
    wrong = [
        *(token[:-1], token + "a", token.swapcase(), uuid4().hex, "' OR 1=1 --"),
        *(str(guest.user.guest_token_hash), str(guest.user.pk), tokens.issue_access(guest.user)),
    ]

    for each in wrong:
        assert is_unknown(nobody.get("/users/me/", headers={GUEST: each}))
        assert is_unknown(nobody.get(f"/runs/{uuid4()}/stream/", params={"anonymous_token": each}))
        answer = nobody.post("/messages/stream/", json=placed(Session(id=uuid4()), "ab"), headers={GUEST: each})
        assert refused_in_band(answer, "ab", "unauthenticated")


def test_s18_it_ends_with_the_month(guest: Client) -> None:
    User.objects.filter(pk=guest.user.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    assert is_unknown(guest.get("/users/me/"))
    assert is_unknown(guest.post("/auth/logout/"))


def test_s18_it_brings_things_along_once(guest: Client) -> None:
    session = make_session(guest.user)
    bodies = [{"email": make_email(), "password": PASSWORD} for _ in range(2)]

    first, second = [guest.post("/auth/register/", json=body).json() for body in bodies]

    assert str(Session.objects.get(pk=session.pk).user_id) == first["user"]["id"] != second["user"]["id"]
    assert is_unknown(guest.get("/users/me/"))


def test_s18_only_streams_take_it_from_the_address(guest: Client, nobody: Client) -> None:
    query = {"anonymous_token": token_of(guest)}

    assert is_unknown(nobody.get("/users/me/", params=query))
    assert is_unknown(nobody.get("/sessions/", params=query))
    assert is_unknown(nobody.post("/messages/stream/", params=query, json=question(Session(id=uuid4()))))
    assert is_not_there(nobody.get(f"/runs/{uuid4()}/stream/", params=query))


@pytest.mark.parametrize("header", ["Bearer null", "Bearer undefined", "Bearer"])
def test_s18_a_bearer_of_nothing_is_nothing(header: str, guest: Client, nobody: Client) -> None:
    headers = {"Authorization": header}

    assert guest.get("/users/me/", headers=headers).json()["id"] == str(guest.user.pk)
    assert is_unknown(nobody.get("/users/me/", headers=headers))


def test_s19_a_refresh_token_is_good_until_it_is_revoked(member: Client, nobody: Client) -> None:
    """Clients keep the first; a sign-out or a new password ends it at once, on whichever device."""
    first = {"refresh": tokens.issue_refresh(member.user)}
    again = [nobody.post("/auth/refresh/", json=first).status_code for _ in range(3)]
    login = {"email": member.user.email, "password": PASSWORD}
    second = {"refresh": nobody.post("/auth/login/", json=login).json()["tokens"]["refresh"]}

    member.post("/auth/logout/")

    assert again == [200] * 3
    assert all(is_unknown(nobody.post("/auth/refresh/", json=body)) for body in (first, second))
    assert not RefreshToken.objects.filter(user=member.user.pk).exists()
    assert is_unknown(member.get("/users/me/"))


def test_s19_what_came_of_it_ends_as_well(member: Client, nobody: Client) -> None:
    access = nobody.post("/auth/refresh/", json={"refresh": tokens.issue_refresh(member.user)}).json()["access"]
    body = {"old": PASSWORD, "new": "amber-harbour-43"}
    before = nobody.get("/users/me/", headers=bearing(access))

    changed = member.post("/auth/password/", json=body)

    assert (before.status_code, changed.status_code) == (200, 200)
    assert is_unknown(nobody.get("/users/me/", headers=bearing(access)))


@pytest.mark.parametrize("form", ["lines", "text"])
def test_s20_of_two_people_the_bearer_asks(form: str, owner: Client, guest: Client, simulator: Simulator) -> None:
    both = {GUEST: token_of(guest)}
    session, theirs = [seat(client.user, simulator.make_model(speak())) for client in (owner, guest)]

    heard = tell(owner, question(session), form=form, headers=both)
    other = owner.post("/messages/stream/", json=placed(theirs, "a"), params={"stream_format": form}, headers=both)

    assert said(heard) == {"a": "".join(WORDS)}
    assert is_not_there(other, form=form)
    assert [row["id"] for row in owner.get("/sessions/", headers=both).json()] == [str(session.pk)]


def test_s20_nobody_is_merged_by_asking(owner: Client, guest: Client) -> None:
    session = make_session(guest.user)
    both = {GUEST: token_of(guest)}

    for path in ("/users/me/", "/sessions/", f"/sessions/{session.pk}/", "/users/me/data/"):
        owner.get(path, headers=both)
    owner.post("/auth/keys/", json={"name": "program"}, headers=both)

    assert Session.objects.get(pk=session.pk).user_id == guest.user.pk
    assert guest.get(f"/sessions/{session.pk}/").status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer garbage", "Basic Z3Vlc3Q6", "Bearer arena_none", "garbage"])
def test_s20_behind_a_wrong_bearer_stands_no_guest(scheme: str, guest: Client, simulator: Simulator) -> None:
    session = seat(guest.user, simulator.make_model(speak()))
    wrong = {"Authorization": scheme}

    answers = [guest.get(path, headers=wrong) for path in ("/users/me/", f"/sessions/{session.pk}/")]
    answers.append(guest.post("/messages/stream/", json=question(session), headers=wrong))
    answers.append(guest.get(f"/sessions/{session.pk}/stream/", params={"token": "garbage"}, headers=wrong))

    assert all(map(is_unknown, answers))
    answer = guest.post("/messages/stream/", json=placed(session, "a"), headers=wrong)
    assert refused_in_band(answer, "a", "unauthenticated")
    assert not session.messages.exists()
