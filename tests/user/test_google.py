"""POST /auth/google/, with an issuer of our own"""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from api.refusals import Code
from tests.conversations import make_session
from tests.people import Client, make_email
from tests.servers import Server, start_server
from tests.user.answers import ACCOUNT, assert_refused, assert_wrong_fields, bearing
from tests.user.issuer import AUDIENCE, RSA_KEYS, Issuer, start_issuer
from user import tokens
from user.models import Identity, User


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with start_issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def server(django_db_setup: None, issuer: Issuer) -> Iterator[Server]:
    """Whoever this module asks takes this issuer's word."""
    with start_server(ARENA_OIDC_ISSUER=f"{issuer.url}/", ARENA_OIDC_AUDIENCE=f"other,{AUDIENCE}") as server:
        yield server


def enter(client: Client, token: object, **headers: str) -> httpx.Response:
    return client.post("/auth/google/", json={"id_token": token}, headers=headers)


def make_claims(**claims: Any) -> dict[str, Any]:
    return {"sub": uuid4().hex, "email": make_email(), "email_verified": True, "name": "Ada"} | claims


@pytest.mark.parametrize("kid", ["RS256", "ES256"])
def test_a_good_token_makes_an_account(nobody: Client, database: None, issuer: Issuer, kid: str) -> None:
    claims = make_claims()

    answer = enter(nobody, issuer.sign(kid, **claims))

    entry = answer.json()
    assert answer.status_code == 200
    assert entry.keys() == {"user", "tokens"}
    assert entry["user"].keys() == ACCOUNT
    shown = {"email": claims["email"], "display_name": "Ada", "is_anonymous": False, "preferences": {}}
    assert entry["user"] | shown == entry["user"]
    assert nobody.get("/users/me/", headers=bearing(entry["tokens"]["access"])).json() == entry["user"]
    identity = Identity.objects.get(subject=claims["sub"])
    assert (str(identity.user_id), identity.issuer) == (entry["user"]["id"], issuer.url)
    assert not identity.user.has_usable_password()


def test_the_same_subject_is_the_same_person_under_another_address(nobody: Client, issuer: Issuer) -> None:
    claims = make_claims()
    first = enter(nobody, issuer.sign(**claims)).json()

    again = enter(nobody, issuer.sign(**claims | {"email": make_email()})).json()

    assert again["user"] == first["user"]


def test_another_subject_is_another_person_even_under_the_same_address(nobody: Client, issuer: Issuer) -> None:
    claims = make_claims()
    enter(nobody, issuer.sign(**claims))

    answer = enter(nobody, issuer.sign(**claims | {"sub": uuid4().hex}))

    assert_refused(answer, Code.EMAIL_TAKEN)


def test_an_address_in_use_is_joined_only_by_whoever_is_signed_in_to_it(
    nobody: Client, owner: Client, stranger: Client, guest: Client, issuer: Issuer
) -> None:
    token = issuer.sign(**make_claims(email=str(owner.user.email).upper()))
    _, key = tokens.issue_key(owner.user, "program")

    refused = [enter(client, token) for client in (nobody, stranger, guest)]
    refused += [enter(nobody, token, **bearing(bad)) for bad in (key, "garbage", tokens.issue_refresh(owner.user))]
    joined = enter(owner, token)
    found = enter(nobody, token)

    for answer in refused:
        assert_refused(answer, Code.EMAIL_TAKEN)
    assert joined.json()["user"]["id"] == found.json()["user"]["id"] == str(owner.user.pk)


@pytest.mark.parametrize("claims", [{"email_verified": False}, {"email_verified": "true"}, {"email": None}])
def test_an_address_that_is_not_verified_is_nobodys(nobody: Client, issuer: Issuer, claims: dict[str, Any]) -> None:
    entry = enter(nobody, issuer.sign(**make_claims(**claims))).json()

    assert (entry["user"]["email"], entry["user"]["is_anonymous"]) == (None, False)


def test_a_guest_brings_everything_along(guest: Client, issuer: Issuer) -> None:
    session = make_session(guest.user)

    entry = enter(guest, issuer.sign(**make_claims())).json()

    session.refresh_from_db()
    assert str(session.user_id) == entry["user"]["id"]
    assert_refused(guest.get("/users/me/"), Code.UNAUTHENTICATED)


def test_whoever_is_shut_out_stays_out(nobody: Client, database: None, issuer: Issuer) -> None:
    token = issuer.sign(**make_claims())
    entry = enter(nobody, token).json()
    User.objects.filter(pk=entry["user"]["id"]).update(is_active=False)

    assert_refused(enter(nobody, token), Code.UNAUTHENTICATED)


@pytest.mark.parametrize("email", [make_email, lambda: None], ids=["with an address", "without one"])
def test_of_two_first_visits_at_once_both_are_the_same_person(
    nobody: Client, issuer: Issuer, email: Callable[[], str | None]
) -> None:
    token = issuer.sign(**make_claims(email=email()))

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(lambda _: enter(nobody, token), range(2)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["user"]["id"] for answer in answers}) == 1


def test_whoever_joins_twice_at_once_keeps_the_account(owner: Client, issuer: Issuer) -> None:
    session = make_session(owner.user)
    token = issuer.sign(**make_claims(email=owner.user.email))

    with ThreadPoolExecutor(2) as hands:
        answers = list(hands.map(lambda _: enter(owner, token), range(2)))

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["user"]["id"] for answer in answers} == {str(owner.user.pk)}
    assert owner.get(f"/sessions/{session.pk}/").status_code == 200


@pytest.mark.parametrize("claim", ["name", "picture", "email"])
@pytest.mark.parametrize("value", [5, ["a"], {"a": 1}])
def test_claims_of_a_wrong_type_are_left_out(nobody: Client, issuer: Issuer, claim: str, value: object) -> None:
    answer = enter(nobody, issuer.sign(**make_claims(**{claim: value})))

    assert answer.status_code == 200


def forge(issuer: Issuer, algorithm: str, *, secret: bytes = b"") -> str:
    """By hand, as libraries refuse to help: a good token, but signed with a secret, or not at all."""
    _, claims, _ = issuer.sign(**make_claims()).split(".")
    said = f"{encode({'alg': algorithm, 'kid': 'RS256'})}.{claims}"
    signature = hmac.digest(secret, said.encode(), "sha256") if secret else b""
    return f"{said}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def encode(header: dict[str, str]) -> str:
    return urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")


PUBLIC = RSA_KEYS[0].public_key()
PEM = PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
DER = PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def sign_now(**claims: Any) -> Callable[[Issuer], str]:
    return lambda issuer: issuer.sign(**make_claims(**claims))


WRONG: dict[str, Callable[[Issuer], str]] = {
    "garbage": lambda issuer: "garbage",
    "cut": lambda issuer: issuer.sign(**make_claims())[:-4],
    "for another audience": sign_now(aud="somebody-else"),
    "for nobody": sign_now(aud=None),
    "of another issuer": sign_now(iss="https://accounts.google.com"),
    "of no issuer": sign_now(iss=None),
    "of an issuer that begins alike": lambda issuer: issuer.sign(**make_claims(iss=f"{issuer.url}.example")),
    "over": sign_now(exp=1_600_000_000),
    "without an end": sign_now(exp=None),
    "not yet valid": sign_now(nbf=4_000_000_000),
    "issued in the future": sign_now(iat=4_000_000_000),
    "about nobody": sign_now(sub=None),
    "signed with a foreign key": lambda issuer: issuer.sign(key=issuer.foreign_key, **make_claims()),
    "of an unknown key": lambda issuer: issuer.sign("unknown", key=RSA_KEYS[0], algorithm="RS256", **make_claims()),
    "unsigned": lambda issuer: forge(issuer, "none"),
    "unsigned, in capitals": lambda issuer: forge(issuer, "NONE"),
    "unsigned, but called signed": lambda issuer: forge(issuer, "RS256"),
    "signed with the public key": lambda issuer: forge(issuer, "HS256", secret=PEM),
    "signed with the public key in its other form": lambda issuer: forge(issuer, "HS256", secret=DER),
    "signed in another way than its key": lambda issuer: issuer.sign(algorithm="PS256", **make_claims()),
    "of one key with the name of another": lambda issuer: issuer.sign(
        "RS256", key=issuer.keys["ES256"], algorithm="ES256", **make_claims()
    ),
    "an access token": lambda issuer: tokens.issue_access(User(email="ada@example.org")),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_token_is_refused(nobody: Client, database: None, issuer: Issuer, kind: str) -> None:
    people = User.objects.count()

    answer = enter(nobody, WRONG[kind](issuer))

    assert_refused(answer, Code.UNAUTHENTICATED)
    assert User.objects.count() == people


@pytest.mark.parametrize("token", ["", None, 5, ["a"], "x" * 16_385])
def test_what_is_no_token_is_refused(nobody: Client, token: object) -> None:
    answer = enter(nobody, token)

    assert answer.status_code in (400, 401)
    if not isinstance(token, int):
        assert_wrong_fields(answer, "id_token")


def test_the_slash_at_the_end_of_an_issuer_does_not_matter(nobody: Client, issuer: Issuer) -> None:
    claims = make_claims()

    answers = [enter(nobody, issuer.sign(**claims | {"iss": iss})) for iss in (issuer.url, f"{issuer.url}/")]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["user"]["id"] for answer in answers}) == 1
