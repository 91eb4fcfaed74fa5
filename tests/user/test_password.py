"""POST /auth/password/, and manage.py changepassword"""

import pytest
from django.core.management import call_command

from api.refusals import Code
from tests.limits import start_strict
from tests.message.submitting import at
from tests.people import PASSWORD, Client
from tests.user.answers import ACCOUNT, assert_refused, assert_wrong_fields, bearing
from user import tokens
from user.models import User

NEW = "quiet-meadow-77"


def test_a_new_password_ends_all_tokens_but_those_of_the_answer(member: Client, nobody: Client) -> None:
    refresh = tokens.issue_refresh(member.user)

    answer = member.post("/auth/password/", json={"old": PASSWORD, "new": NEW})

    entry = answer.json()
    assert answer.status_code == 200
    assert entry.keys() == {"user", "tokens"}
    assert entry["user"].keys() == ACCOUNT
    assert_refused(member.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.post("/auth/refresh/", json={"refresh": refresh}), Code.UNAUTHENTICATED)
    assert nobody.get("/users/me/", headers=bearing(entry["tokens"]["access"])).json() == entry["user"]
    assert nobody.post("/auth/refresh/", json={"refresh": entry["tokens"]["refresh"]}).status_code == 200
    user = User.objects.get(pk=member.user.pk)
    assert (user.check_password(NEW), user.check_password(PASSWORD)) == (True, False)


def test_a_reset_by_the_operator_ends_all_tokens(
    member: Client, nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    refresh = tokens.issue_refresh(member.user)
    monkeypatch.setattr("getpass.getpass", lambda prompt="": NEW)

    call_command("changepassword", member.user.email, verbosity=0)

    assert_refused(member.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.post("/auth/refresh/", json={"refresh": refresh}), Code.UNAUTHENTICATED)


def test_without_the_old_password_nothing_changes(member: Client) -> None:
    wrong = member.post("/auth/password/", json={"old": NEW, "new": NEW})
    weak = member.post("/auth/password/", json={"old": PASSWORD, "new": "password"})
    missing = member.post("/auth/password/", json={})

    assert_wrong_fields(wrong, "old")
    assert_wrong_fields(weak, "new")
    assert_wrong_fields(missing, "old", "new")
    assert User.objects.get(pk=member.user.pk).password == member.user.password
    assert member.get("/users/me/").status_code == 200


def test_who_has_no_password_does_not_get_one_with_a_token_alone(owner: Client) -> None:
    for old in ("", "None", owner.user.password):
        assert_wrong_fields(owner.post("/auth/password/", json={"old": old, "new": NEW}), "old")


def test_guests_and_nobody_have_no_password_to_change(guest: Client, nobody: Client) -> None:
    form = {"old": PASSWORD, "new": NEW}

    assert_refused(guest.post("/auth/password/", json=form), Code.FORBIDDEN)
    assert_refused(nobody.post("/auth/password/", json=form), Code.UNAUTHENTICATED)


def test_guessing_the_old_password_is_slowed(member: Client) -> None:
    with start_strict() as strict, at(strict, member) as guesser:
        guesses = [
            guesser.post("/auth/password/", json={"old": "wrong", "new": "another-harbour-7"}).status_code
            for _ in range(6)
        ]

    assert guesses == [400] * 5 + [429]
