"""Who is asking: `Authorization`, else `X-Anonymous-Token`"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing

from api.refusals import Code
from tests.people import PASSWORD, Client, make_email
from tests.user.answers import assert_refused, bearing
from user import tokens
from user.models import User


class PastSigner(signing.TimestampSigner):
    """As it signed a little more than a day ago."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time() - timedelta(hours=24, seconds=5).total_seconds()))


def claim(user: User, **others: Any) -> dict[str, Any]:
    claims = tokens.read_access(tokens.issue_access(user))
    assert claims
    return claims | others


def sign(claims: dict[str, Any], **options: Any) -> str:
    return signing.dumps(claims, **{"salt": tokens.SALT} | options)


def swap_ends(user: User) -> str:
    """The claims of one token with the signature of another."""
    claims, _, _ = tokens.issue_access(user).rpartition(":")
    _, _, signature = sign(claim(user, is_anonymous=True)).rpartition(":")
    return f"{claims}:{signature}"


WRONG: dict[str, Callable[[User], str]] = {
    "garbage": lambda user: "garbage",
    "not ASCII": lambda user: "schlüssel",
    "very long": lambda user: "a" * 20_000,
    "without its last letter": lambda user: tokens.issue_access(user)[:-1],
    "without its first half": lambda user: tokens.issue_access(user)[100:],
    "with a foreign signature": swap_ends,
    "signed with another key": lambda user: sign(claim(user), key="another-key-of-more-than-fifty-letters-0123456789"),
    "signed for something else": lambda user: sign(claim(user), salt="arena.other"),
    "of the day before": lambda user: PastSigner(salt=tokens.SALT).sign_object(claim(user)),
    "of a version before": lambda user: sign(claim(user, version=user.token_version - 1)),
    "of a version that is text": lambda user: sign(claim(user, version=str(user.token_version))),
    "of nobody": lambda user: sign(claim(user, id=str(uuid4()))),
    "an unsigned JSON web token": lambda user: "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.",
    "a refresh token": tokens.issue_refresh,
    "the id of a user": lambda user: str(user.pk),
    "a key that nobody has": lambda user: f"{tokens.KEY_PREFIX}{uuid4().hex}",
    "the hash of a key": lambda user: tokens.KEY_PREFIX + tokens.issue_key(user, "program")[0].hash,
}
NOTHING = ["Bearer null", "Bearer undefined", "Bearer", "bearer  null", ""]
OPEN = [
    ("POST", "/auth/anonymous/", {}),
    ("POST", "/auth/register/", {"email": "", "password": ""}),
    ("POST", "/auth/login/", {"email": "", "password": ""}),
    ("POST", "/auth/google/", {}),
    ("POST", "/auth/refresh/", {}),
    ("GET", "/models/", None),
    ("GET", "/schema/", None),
]


@pytest.mark.parametrize("header", NOTHING)
def test_an_empty_bearer_is_nothing_sent(guest: Client, nobody: Client, header: str) -> None:
    as_guest = guest.get("/users/me/", headers={"Authorization": header})
    as_nobody = nobody.get("/users/me/", headers={"Authorization": header})

    assert as_guest.json()["id"] == str(guest.user.pk)
    assert_refused(as_nobody, Code.UNAUTHENTICATED)


@pytest.mark.parametrize("token", ["", "null", "undefined"])
def test_an_empty_guest_token_is_nothing_sent(nobody: Client, owner: Client, token: str) -> None:
    header = {"X-Anonymous-Token": token}

    assert_refused(nobody.get("/users/me/", headers=header), Code.UNAUTHENTICATED)
    assert owner.get("/users/me/", headers=header).json()["id"] == str(owner.user.pk)


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_bearer_is_refused_and_no_guest_steps_in(owner: Client, guest: Client, kind: str) -> None:
    token = WRONG[kind](owner.user)

    answer = guest.get("/users/me/", headers={b"Authorization": f"Bearer {token}".encode()})

    assert_refused(answer, Code.UNAUTHENTICATED)
    assert answer.json()["detail"] == Code.UNAUTHENTICATED.sentence


@pytest.mark.parametrize("scheme", ["Basic", "Token", "Digest", "null"])
def test_another_scheme_is_refused(owner: Client, guest: Client, scheme: str) -> None:
    answer = guest.get("/users/me/", headers={"Authorization": f"{scheme} {tokens.issue_access(owner.user)}"})

    assert_refused(answer, Code.UNAUTHENTICATED)


def test_the_scheme_may_be_written_in_any_case(owner: Client, nobody: Client) -> None:
    access = tokens.issue_access(owner.user)

    answers = [
        nobody.get("/users/me/", headers={"Authorization": f"{name}  {access}"}) for name in ("bearer", "BEARER")
    ]

    assert {answer.status_code for answer in answers} == {200}


def test_a_wrong_guest_token_is_refused(nobody: Client, guest: Client, owner: Client) -> None:
    wrong = ["guess", str(guest.user.guest_token_hash), tokens.issue_access(guest.user), str(guest.user.pk), "é"]

    for token in wrong:
        answer = nobody.get("/users/me/", headers={b"X-Anonymous-Token": token.encode()})
        assert_refused(answer, Code.UNAUTHENTICATED)


def test_of_two_people_the_bearer_is_asking(guest: Client, owner: Client) -> None:
    access = tokens.issue_access(owner.user)

    answer = guest.get("/users/me/", headers=bearing(access))

    assert answer.json()["id"] == str(owner.user.pk)
    assert User.objects.filter(pk=guest.user.pk).exists()


def test_only_streams_take_a_token_from_the_address(nobody: Client, owner: Client) -> None:
    answer = nobody.get("/users/me/", params={"token": tokens.issue_access(owner.user)})

    assert_refused(answer, Code.UNAUTHENTICATED)


def test_whoever_is_shut_out_or_gone_is_refused(owner: Client, stranger: Client) -> None:
    User.objects.filter(pk=owner.user.pk).update(is_active=False)
    User.objects.filter(pk=stranger.user.pk).delete()

    assert_refused(owner.get("/users/me/"), Code.UNAUTHENTICATED)
    assert_refused(stranger.get("/users/me/"), Code.UNAUTHENTICATED)


@pytest.mark.parametrize(("method", "path", "body"), OPEN, ids=[path for _, path, _ in OPEN])
def test_public_routes_do_not_look_at_credentials(nobody: Client, method: str, path: str, body: object) -> None:
    wrong = {"Authorization": "Bearer garbage", "X-Anonymous-Token": "garbage"}

    bare = nobody.request(method, path, json=body)
    shown = nobody.request(method, path, json=body, headers=wrong)

    assert shown.status_code == bare.status_code != 401
    assert shown.headers["Content-Type"] == bare.headers["Content-Type"]


def test_wrong_credentials_do_not_stop_a_registration(nobody: Client, database: None) -> None:
    wrong = {"Authorization": "Bearer garbage", "X-Anonymous-Token": "garbage"}

    answer = nobody.post("/auth/register/", json={"email": make_email(), "password": PASSWORD}, headers=wrong)

    assert answer.status_code == 201


def test_a_refusal_comes_after_path_method_and_body(nobody: Client) -> None:
    wrong = bearing("garbage")

    assert_refused(nobody.get("/users/nowhere/", headers=wrong), Code.NOT_FOUND)
    assert_refused(nobody.post("/users/me/", headers=wrong), Code.METHOD_NOT_ALLOWED)
    assert_refused(
        nobody.patch("/users/me/", content=b"{", headers=wrong | {"Content-Type": "application/json"}), Code.INVALID
    )
    assert_refused(nobody.patch("/users/me/", json={"display_name": 5}, headers=wrong), Code.UNAUTHENTICATED)
