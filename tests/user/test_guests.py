"""POST /auth/anonymous/"""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.people import Client
from tests.user.answers import GUEST, assert_wrong_fields, bearing
from user.models import RefreshToken, User
from user.tokens import hash_secret


def test_a_guest_gets_tokens_and_a_month(nobody: Client, database: None) -> None:
    answer = nobody.post("/auth/anonymous/", json={})

    entry = answer.json()
    assert answer.status_code == 200
    assert entry.keys() == {"user", "tokens", "anonymous_token", "expires_at"}
    assert entry["user"].keys() == GUEST
    assert entry["tokens"].keys() == {"access", "refresh"}
    assert entry["user"] | {"email": None, "is_anonymous": True, "preferences": {}} == entry["user"]
    lapses_at = datetime.fromisoformat(entry["expires_at"])
    assert datetime.fromisoformat(entry["user"]["anonymous_expires_at"]) == lapses_at
    left = lapses_at - timezone.now()
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)


def test_a_guest_is_known_by_either_token(nobody: Client) -> None:
    entry = nobody.post("/auth/anonymous/").json()

    by_access = nobody.get("/users/me/", headers=bearing(entry["tokens"]["access"]))
    by_token = nobody.get("/users/me/", headers={"X-Anonymous-Token": entry["anonymous_token"]})

    assert by_access.json() == by_token.json() == entry["user"]


def test_no_token_is_stored_as_it_is(nobody: Client, database: None) -> None:
    entry = nobody.post("/auth/anonymous/").json()

    guest = User.objects.get(pk=entry["user"]["id"])
    assert guest.guest_token_hash == hash_secret(entry["anonymous_token"])
    assert [row.hash for row in RefreshToken.objects.filter(user=guest)] == [hash_secret(entry["tokens"]["refresh"])]


def test_a_guest_may_have_a_name(nobody: Client) -> None:
    named = nobody.post("/auth/anonymous/", json={"display_name": "  Ada  "}).json()
    nameless = nobody.post("/auth/anonymous/", json={"display_name": ""}).json()

    assert named["user"]["display_name"] == "Ada"
    assert nameless["user"]["display_name"] == "Guest"


def test_a_guest_chooses_nothing_but_the_name(nobody: Client, database: None) -> None:
    wished = {"id": "00000000-0000-0000-0000-000000000001", "email": "a@example.org", "is_staff": True}

    entry = nobody.post("/auth/anonymous/", json=wished).json()

    guest = User.objects.get(pk=entry["user"]["id"])
    assert (str(guest.pk) == wished["id"], guest.email, guest.is_staff) == (False, None, False)


@pytest.mark.parametrize("name", ["x" * 256, ["Ada"], {"a": 1}, True, None])
def test_a_wrong_name_is_refused(nobody: Client, name: object) -> None:
    answer = nobody.post("/auth/anonymous/", json={"display_name": name})

    assert_wrong_fields(answer, "display_name")
