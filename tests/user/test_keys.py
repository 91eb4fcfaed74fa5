"""GET, POST and DELETE /auth/keys/"""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from api.refusals import Code
from tests.people import Client
from tests.user.answers import assert_refused, assert_wrong_fields, bearing
from user import tokens
from user.models import APIKey

ROW = {"id", "name", "ending", "created_at", "last_used_at"}


def make_key(client: Client, name: str = "program") -> dict[str, Any]:
    return client.post("/auth/keys/", json={"name": name}).json()


def test_a_key_is_shown_once_and_stored_hashed(owner: Client) -> None:
    answer = owner.post("/auth/keys/", json={"name": "nightly"})

    made = answer.json()
    assert answer.status_code == 201
    assert made.keys() == ROW | {"key"}
    assert made["key"].startswith("arena_")
    assert made["key"].endswith(made["ending"])
    assert (made["name"], made["last_used_at"]) == ("nightly", None)
    assert owner.get("/auth/keys/").json() == [{name: made[name] for name in ROW}]
    row = APIKey.objects.filter(pk=made["id"]).values().get()
    assert row["hash"] == tokens.hash_secret(made["key"])
    assert made["key"] not in str(row)


def test_a_key_opens_what_is_its_owners(owner: Client, nobody: Client) -> None:
    key = make_key(owner)["key"]

    me = nobody.get("/users/me/", headers=bearing(key))
    sessions = nobody.get("/sessions/", headers=bearing(key))

    assert me.json()["id"] == str(owner.user.pk)
    assert sessions.status_code == 200


def test_keys_are_listed_newest_first_in_pages(owner: Client, stranger: Client) -> None:
    names = ["first", "second", "third"]
    for name in names:
        make_key(owner, name)

    page = owner.get("/auth/keys/?limit=2")
    rest = owner.get(page.links["next"]["url"])

    assert [key["name"] for key in page.json() + rest.json()] == names[::-1]
    assert "next" not in rest.links
    assert stranger.get("/auth/keys/").json() == []


def test_a_revoked_key_opens_nothing_and_its_name_stays(owner: Client, nobody: Client) -> None:
    made = make_key(owner)

    answer = owner.delete(f"/auth/keys/{made['id']}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert_refused(nobody.get("/users/me/", headers=bearing(made["key"])), Code.UNAUTHENTICATED)
    assert owner.get("/auth/keys/").json() == []
    assert_refused(owner.delete(f"/auth/keys/{made['id']}/"), Code.NOT_FOUND)
    assert APIKey.objects.get(pk=made["id"]).revoked_at is not None


def test_a_strangers_key_is_not_there(owner: Client, stranger: Client, nobody: Client) -> None:
    made = make_key(owner)

    assert_refused(stranger.delete(f"/auth/keys/{made['id']}/"), Code.NOT_FOUND)
    assert_refused(stranger.delete(f"/auth/keys/{uuid4()}/"), Code.NOT_FOUND)
    assert_refused(stranger.delete("/auth/keys/1/"), Code.NOT_FOUND)
    assert nobody.get("/users/me/", headers=bearing(made["key"])).status_code == 200


def test_the_last_use_is_noted_at_most_once_a_minute(owner: Client, nobody: Client) -> None:
    made = make_key(owner)
    row: Any = APIKey.objects.filter(pk=made["id"])

    nobody.get("/users/me/", headers=bearing(made["key"]))
    first = row.get().last_used_at
    nobody.get("/users/me/", headers=bearing(made["key"]))
    again = row.get().last_used_at
    row.update(last_used_at=timezone.now() - timedelta(seconds=61))
    nobody.get("/users/me/", headers=bearing(made["key"]))

    assert first == again
    latest = row.get().last_used_at
    assert first < latest <= timezone.now()


def test_a_key_of_somebody_shut_out_opens_nothing(owner: Client, nobody: Client) -> None:
    key = make_key(owner)["key"]
    owner.user.is_active = False
    owner.user.save()

    assert_refused(nobody.get("/users/me/", headers=bearing(key)), Code.UNAUTHENTICATED)


@pytest.mark.parametrize("name", ["", "  ", None, "x" * 101, ["a"], {"a": 1}, True])
def test_a_key_needs_a_name(owner: Client, name: object) -> None:
    answer = owner.post("/auth/keys/", json={"name": name})

    assert_wrong_fields(answer, "name")
    assert not APIKey.objects.filter(user=owner.user).exists()


def test_nobody_chooses_a_key_or_whose_it_is(owner: Client, stranger: Client) -> None:
    wished = {
        "id": str(uuid4()),
        "key": "arena_mine",
        "hash": "0" * 64,
        "ending": "mine",
        "user": str(stranger.user.pk),
    }

    made = owner.post("/auth/keys/", json={"name": "program"} | wished).json()

    row = APIKey.objects.get(pk=made["id"])
    assert row.user == owner.user
    assert wished.items().isdisjoint(made.items())
    assert row.hash != wished["hash"]


def test_guests_hold_no_keys(guest: Client, nobody: Client) -> None:
    asked = [("GET", "/auth/keys/"), ("POST", "/auth/keys/"), ("DELETE", f"/auth/keys/{uuid4()}/")]

    for method, path in asked:
        assert_refused(guest.request(method, path, json={"name": "program"}), Code.FORBIDDEN)
        assert_refused(nobody.request(method, path, json={"name": "program"}), Code.UNAUTHENTICATED)
    assert not APIKey.objects.filter(user=guest.user).exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/auth/keys/"),
        ("POST", "/auth/keys/"),
        ("DELETE", "/auth/keys/{key}/"),
        ("POST", "/auth/password/"),
        ("POST", "/auth/logout/"),
        ("PATCH", "/users/me/"),
        ("DELETE", "/users/me/"),
        ("GET", "/users/me/data/"),
    ],
)
def test_a_key_does_not_act_for_the_person(owner: Client, nobody: Client, method: str, path: str) -> None:
    made = make_key(owner)
    form = {"name": "another", "old": "violet", "new": "amber", "display_name": "Taken over"}

    answer = nobody.request(method, path.format(key=made["id"]), json=form, headers=bearing(made["key"]))

    assert_refused(answer, Code.FORBIDDEN)
    assert owner.get("/users/me/").json()["display_name"] == "Owner"
    assert [key["id"] for key in owner.get("/auth/keys/").json()] == [made["id"]]
