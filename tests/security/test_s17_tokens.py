"""S17: no token that was forged, changed, outlived or meant for something else opens anything.

Access tokens here are Django's signed values, no JWT; ID tokens of an issuer are.
"""

import json
import time
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from django.core import signing

from tests.message.submitting import refused_in_band
from tests.people import PASSWORD, Client, sign_in
from tests.security.refusing import is_unknown
from tests.servers import Server, start_server
from tests.user.answers import bearing
from tests.user.issuer import AUDIENCE, Issuer, start_issuer
from tests.user.test_google import WRONG as WRONG_ID_TOKENS
from user import tokens
from user.models import User

OTHER_KEY = "another-key-of-more-than-fifty-letters-0123456789-0123"


class PastSigner(signing.TimestampSigner):
    """As it signed a little more than a day ago."""

    def timestamp(self) -> str:
        return signing.b62_encode(int(time.time() - timedelta(hours=24, seconds=5).total_seconds()))


def claims_of(user: User, **others: Any) -> dict[str, Any]:
    claims = tokens.read_access(tokens.issue_access(user))
    assert claims
    return {name: value for name, value in (claims | others).items() if value is not ...}


def sign(claims: Any, **options: Any) -> str:
    return signing.dumps(claims, **{"salt": tokens.SALT} | options)


def encode(part: Any) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def tamper(user: User) -> str:
    """Somebody else's id before a signature that was made for this one."""
    _, _, seal = sign(claims_of(user)).partition(":")
    return f"{encode(claims_of(user, id=str(uuid4())))}:{seal}"


def bomb(user: User) -> str:
    """A megabyte that is a thousand bytes on the way, without a signature: nobody unpacks it."""
    return "." + urlsafe_b64encode(zlib.compress(b"[" * 1_000_000)).decode().rstrip("=") + ":1vX8yz:none"


def unsigned(user: User) -> str:
    return f"{encode({'alg': 'none', 'typ': 'JWT'})}.{encode({'sub': str(user.pk), 'user_id': str(user.pk)})}."


FORGED: dict[str, Callable[[User], str]] = {
    "of another key": lambda user: sign(claims_of(user), key=OTHER_KEY),
    "of another salt": lambda user: sign(claims_of(user), salt="django.core.signing"),
    "of a session's salt": lambda user: sign(claims_of(user), salt="django.contrib.sessions.backends.signed_cookies"),
    "of the day before": lambda user: PastSigner(salt=tokens.SALT).sign_object(claims_of(user)),
    "changed": tamper,
    "without its seal": lambda user: tokens.issue_access(user).rpartition(":")[0],
    "with an empty seal": lambda user: tokens.issue_access(user).rpartition(":")[0] + ":",
    "packed like a bomb": bomb,
    "an unsigned JSON web token": unsigned,
    "a JSON web token": lambda user: jwt.encode({"sub": str(user.pk)}, OTHER_KEY, "HS256"),
    "a refresh token": tokens.issue_refresh,
    "of the name of a key": lambda user: tokens.KEY_PREFIX + tokens.issue_access(user),
    "a revoked key": lambda user: revoke(*tokens.issue_key(user, "program")),
    "of nobody": lambda user: sign(claims_of(user, id=str(uuid4()))),
    "of an older version": lambda user: sign(claims_of(user, version=user.token_version - 1)),
}
# Signed by our own key: no attacker makes these, and still they are no crash.
STRANGE: dict[str, Callable[[User], Any]] = {
    "an id that is a number": lambda user: claims_of(user, id=5),
    "an id that is a list": lambda user: claims_of(user, id=[str(user.pk)]),
    "an id that is an object": lambda user: claims_of(user, id={"in": [str(user.pk)]}),
    "an id that is nothing": lambda user: claims_of(user, id=None),
    "an id that is true": lambda user: claims_of(user, id=True),
    "an id that is no UUID": lambda user: claims_of(user, id="owner"),
    "an e-mail address for an id": lambda user: claims_of(user, id=user.email),
    "no id": lambda user: claims_of(user, id=...),
    "no version": lambda user: claims_of(user, version=...),
    "a version that is text": lambda user: claims_of(user, version=str(user.token_version)),
    "a list": lambda user: [str(user.pk)],
    "a string": lambda user: str(user.pk),
    "a number": lambda user: 5,
    "nothing": lambda user: None,
    "an id of another kind": lambda user: claims_of(user, id=str(tokens.issue_key(user, "program")[0].pk)),
}


def revoke(key: Any, secret: str) -> str:
    key.revoked_at = key.created_at
    key.save()
    return secret


def shut_out(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def erase(user: User) -> None:
    User.objects.filter(pk=user.pk).delete()


def change_password(user: User) -> None:
    user.set_password("amber-harbour-43")
    user.save()


def is_refused_everywhere(client: Client, token: str, **headers: str) -> bool:
    """By a synchronous route, by one of the event loop, in the format text, and in an address of a stream."""
    shown = bearing(token) | headers
    body = {"session_id": str(uuid4()), "messages": [{"role": "user", "content": "Why?"}, {"role": "assistant"}]}
    run = f"/runs/{uuid4()}"
    answers = [
        client.get("/users/me/", headers=shown),
        client.post("/messages/stream/", json={**body, "messages": body["messages"][:1]}, headers=shown),
        client.post(f"{run}/stop/", json={}, headers=shown),
        client.get(f"{run}/stream/", params={"token": token}, headers=headers),
    ]
    assert all(map(is_unknown, answers))
    assert len({answer.json()["detail"] for answer in answers}) == 1
    return refused_in_band(client.post("/messages/stream/", json=body, headers=shown), "a", "unauthenticated")


@pytest.mark.parametrize("kind", FORGED)
def test_s17_a_forged_token_opens_nothing(kind: str, owner: Client, nobody: Client) -> None:
    assert is_refused_everywhere(nobody, FORGED[kind](owner.user))


@pytest.mark.parametrize("kind", STRANGE)
def test_s17_what_we_signed_and_do_not_understand_opens_nothing(kind: str, owner: Client, nobody: Client) -> None:
    assert is_refused_everywhere(nobody, sign(STRANGE[kind](owner.user)))


@pytest.mark.parametrize("end", [shut_out, erase, change_password, User.revoke_tokens])
def test_s17_a_token_ends_with_what_it_stands_for(end: Callable[[User], None], member: Client, nobody: Client) -> None:
    access, refresh = tokens.issue_access(member.user), tokens.issue_refresh(member.user)
    before = nobody.get("/users/me/", headers=bearing(access))

    end(User.objects.get(pk=member.user.pk))

    assert before.status_code == 200
    assert is_refused_everywhere(nobody, access)
    assert is_unknown(nobody.post("/auth/refresh/", json={"refresh": refresh}))


def test_s17_who_signs_in_again_is_let_in_again(member: Client, nobody: Client, server: Server) -> None:
    member.user.revoke_tokens()

    entry = nobody.post("/auth/login/", json={"email": member.user.email, "password": PASSWORD}).json()

    assert nobody.get("/users/me/", headers=bearing(entry["tokens"]["access"])).status_code == 200
    with sign_in(server, User.objects.get(pk=member.user.pk)) as client:
        assert client.get("/users/me/").status_code == 200


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    with start_issuer() as issuer:
        yield issuer


@pytest.fixture(scope="module")
def believer(django_db_setup: None, issuer: Issuer) -> Iterator[Client]:
    """Somebody at a server that takes this issuer's word."""
    told = {"ARENA_OIDC_ISSUER": f"{issuer.url}/", "ARENA_OIDC_AUDIENCE": AUDIENCE}
    with start_server(**told) as server, Client(server) as client:
        yield client


def test_s17_a_forged_id_token_opens_nothing(believer: Client, issuer: Issuer, database: None) -> None:
    """Each kind is tried by itself beside the sign-in; here all of them hear the same."""
    people = User.objects.count()

    answers = {
        kind: believer.post("/auth/google/", json={"id_token": forge(issuer)})
        for kind, forge in WRONG_ID_TOKENS.items()
    }

    assert {kind for kind, answer in answers.items() if not is_unknown(answer)} == set()
    assert len({answer.json()["detail"] for answer in answers.values()}) == 1
    assert User.objects.count() == people
