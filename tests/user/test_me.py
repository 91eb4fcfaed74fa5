"""GET and PATCH /users/me/"""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from api.refusals import Code
from tests.people import Client
from tests.user.answers import ACCOUNT, GUEST, assert_refused, assert_wrong_fields, bearing
from user import tokens
from user.models import User

# Long enough for a request to arrive behind a lock, well below the patience of a hop.
ARRIVAL_SECONDS = 0.3


def test_i_am_shown_as_i_am(owner: Client) -> None:
    answer = owner.get("/users/me/")

    me = answer.json()
    assert answer.status_code == 200
    assert me.keys() == ACCOUNT
    shown: dict[str, Any] = {
        "display_name": "Owner",
        "email": owner.user.email,
        "is_anonymous": False,
        "preferences": {},
    }
    assert me | shown | {"id": str(owner.user.pk)} == me


def test_a_guest_sees_when_the_month_is_over(guest: Client) -> None:
    me = guest.get("/users/me").json()

    assert me.keys() == GUEST
    assert (me["email"], me["is_anonymous"], me["display_name"]) == (None, True, "Guest")


def test_nobody_is_nobody(nobody: Client) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        assert_refused(nobody.request(method, "/users/me/"), Code.UNAUTHENTICATED)


@pytest.mark.parametrize("person", ["owner", "guest"])
def test_a_name_can_be_changed(person: str, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(person)

    answer = client.patch("/users/me/", json={"display_name": "Ada"})

    assert answer.status_code == 200
    assert answer.json()["display_name"] == "Ada"
    assert client.get("/users/me/").json() == answer.json()


def test_only_name_and_preferences_can_be_changed(owner: Client) -> None:
    before = User.objects.filter(pk=owner.user.pk).values().get()
    wished = {
        "id": str(uuid4()),
        "email": "other@example.org",
        "is_anonymous": True,
        "created_at": "2000-01-01T00:00:00Z",
        "anonymous_expires_at": "2000-01-01T00:00:00Z",
        "expires_at": "2000-01-01T00:00:00Z",
        "password": "amber-harbour-42",
        "is_staff": True,
        "is_superuser": True,
        "is_active": False,
        "token_version": 9,
        "guest_token_hash": "0" * 64,
    }

    answer = owner.patch("/users/me/", json=wished)

    assert answer.status_code == 200
    assert User.objects.filter(pk=owner.user.pk).values().get() == before


def test_preferences_are_merged_and_null_takes_one_away(owner: Client) -> None:
    owner.patch("/users/me/", json={"preferences": {"theme": "dark", "font": {"size": 12}, "share": True}})

    answer = owner.patch("/users/me/", json={"preferences": {"theme": None, "font": {"face": "serif"}, "new": [1]}})

    assert answer.json()["preferences"] == {"font": {"face": "serif"}, "share": True, "new": [1]}


def test_consent_is_yes_or_no(owner: Client) -> None:
    wrong: list[Any] = ["true", 1, 0, [], {}, 1.0]

    for share in wrong:
        assert_wrong_fields(owner.patch("/users/me/", json={"preferences": {"share": share}}), "preferences")

    assert owner.patch("/users/me/", json={"preferences": {"share": True}}).json()["preferences"] == {"share": True}
    assert owner.patch("/users/me/", json={"preferences": {"share": None}}).json()["preferences"] == {}


def test_preferences_are_small_all_together(owner: Client) -> None:
    half = owner.patch("/users/me/", json={"preferences": {"a": "ह" * 400}})
    whole = owner.patch("/users/me/", json={"preferences": {"b": "ह" * 400}})

    assert half.status_code == 200
    assert_wrong_fields(whole, "preferences")
    assert owner.get("/users/me/").json()["preferences"] == {"a": "ह" * 400}


def test_the_largest_preferences_still_fit_into_a_token(owner: Client) -> None:
    text = "".join(chr(0x4E00 + number * 31) for number in range(670))
    changed = owner.patch("/users/me/", json={"display_name": "😀" * 255, "preferences": {"a": text}})

    form = {"refresh": tokens.issue_refresh(owner.user)}
    access = owner.post("/auth/refresh/", json=form).json()["access"]

    assert changed.status_code == 200
    # Servers in front take 8 KiB of headers.
    assert len(access) < 7 * 1024
    assert owner.get("/users/me/", headers=bearing(access)).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("display_name", None),
        ("display_name", ["Ada"]),
        ("display_name", {"a": 1}),
        ("display_name", True),
        ("display_name", "x" * 256),
        ("preferences", None),
        ("preferences", []),
        ("preferences", "dark"),
        ("preferences", 5),
        ("preferences", True),
    ],
)
def test_wrong_types_are_refused(owner: Client, field: str, value: object) -> None:
    answer = owner.patch("/users/me/", json={field: value})

    assert_wrong_fields(answer, field)


@pytest.mark.parametrize(
    "body",
    [
        b'{"display_name": "a\\u0000b"}',
        b'{"preferences": {"a": {"b": ["\\u0000"]}}}',
        b'{"preferences": {"\\u0000": 1}}',
        b'{"preferences": {"a": "\\ud800"}}',
        b'{"preferences": {"a": 1e999}}',
        b'{"preferences": {"a": NaN}}',
        b"[]",
        b'"text"',
        b"{",
    ],
)
def test_what_cannot_be_stored_is_refused(owner: Client, body: bytes) -> None:
    answer = owner.patch("/users/me/", content=body, headers={"Content-Type": "application/json"})

    assert_refused(answer, Code.INVALID)


@pytest.mark.parametrize("number", [2**53, -(2**63), 2**63, 1e18, 5e-324])
def test_numbers_of_64_bits_are_preferences(owner: Client, number: float) -> None:
    answer = owner.patch("/users/me/", json={"preferences": {"a": number}})

    assert answer.json()["preferences"]["a"] == pytest.approx(number)
    assert owner.get("/users/me/").json()["preferences"]["a"] == pytest.approx(number)


@pytest.mark.parametrize("number", [2**70, -(2**70), 1e20, 1e308])
def test_larger_ones_would_come_back_as_what_nobody_can_write(owner: Client, number: float) -> None:
    answer = owner.patch("/users/me/", json={"preferences": {"a": number}})

    assert_refused(answer, Code.INVALID)
    assert owner.get("/users/me/").json()["preferences"] == {}


def test_a_change_undoes_no_sign_out_of_the_same_moment(owner: Client) -> None:
    with ThreadPoolExecutor(1) as hands, transaction.atomic():
        User.objects.get(pk=owner.user.pk).revoke_tokens()
        changing = hands.submit(patch_me, owner)
        time.sleep(ARRIVAL_SECONDS)

    changing.result()
    assert User.objects.get(pk=owner.user.pk).token_version == owner.user.token_version + 1


def test_a_change_brings_nobody_back(owner: Client) -> None:
    with ThreadPoolExecutor(1) as hands, transaction.atomic():
        User.objects.get(pk=owner.user.pk).delete()
        changing = hands.submit(patch_me, owner)
        time.sleep(ARRIVAL_SECONDS)

    assert changing.result() == 404
    assert not User.objects.filter(pk=owner.user.pk).exists()


def test_changes_of_the_same_moment_are_all_kept(owner: Client) -> None:
    names = [f"key{number}" for number in range(6)]

    with ThreadPoolExecutor(6) as hands:
        codes = list(hands.map(lambda name: patch_me(owner, preferences={name: 1}), names))

    assert codes == [200] * 6
    assert owner.get("/users/me/").json()["preferences"] == dict.fromkeys(names, 1)


def patch_me(client: Client, **form: Any) -> int:
    return client.patch("/users/me/", json=form or {"display_name": "Ada"}).status_code
