"""Guests whose month is over, and manage.py tick"""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from api.refusals import Code
from chat_session.models import Session
from tests.conversations import make_session, say
from tests.people import Client
from tests.user.answers import assert_refused, bearing
from user import tokens
from user.models import RefreshToken, User


@pytest.fixture
def lapsed(guest: Client) -> Client:
    User.objects.filter(pk=guest.user.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    return guest


def test_a_lapsed_guest_is_refused_by_every_token(lapsed: Client, nobody: Client) -> None:
    access, refresh = tokens.issue_access(lapsed.user), tokens.issue_refresh(lapsed.user)

    assert_refused(lapsed.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(nobody.get("/users/me/", headers=bearing(access)), Code.UNAUTHENTICATED)
    assert_refused(nobody.post("/auth/refresh/", json={"refresh": refresh}), Code.UNAUTHENTICATED)


def test_a_tick_erases_lapsed_guests_and_nobody_else(lapsed: Client, owner: Client) -> None:
    theirs, ours = make_session(lapsed.user), make_session(owner.user)
    say(theirs, "One?", "One.")
    say(ours, "Two?", "Two.")

    call_command("tick", verbosity=0)

    assert not User.objects.filter(pk=lapsed.user.pk).exists()
    assert Session.objects.get(pk=theirs.pk).user is None
    assert set(theirs.messages.values_list("content", flat=True)) == {""}
    assert set(ours.messages.values_list("content", flat=True)) == {"Two?", "Two."}
    assert owner.get("/users/me/").status_code == 200


def test_a_tick_leaves_guests_whose_month_goes_on(guest: Client) -> None:
    call_command("tick", verbosity=0)

    assert guest.get("/users/me/").status_code == 200


def test_a_tick_forgets_refresh_tokens_nobody_can_use(owner: Client) -> None:
    used_up, good = (tokens.hash_secret(tokens.issue_refresh(owner.user)) for _ in range(2))
    RefreshToken.objects.filter(hash=used_up).update(expires_at=timezone.now() - timedelta(seconds=1))

    call_command("tick", verbosity=0)

    assert [row.hash for row in RefreshToken.objects.filter(user=owner.user)] == [good]
