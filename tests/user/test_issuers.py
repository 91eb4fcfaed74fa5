"""What happens when an issuer of ID tokens is not there, silent, broken, or has new keys"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pytest_django import Settings

from api.refusals import Code, Refusal
from tests.people import Client, make_account
from tests.servers import Server, start_server
from tests.user.answers import assert_refused
from tests.user.issuer import AUDIENCE, RSA_KEYS, Issuer, start_issuer
from user.oidc import read_id_token


@pytest.fixture
def issuer(settings: Settings) -> Iterator[Issuer]:
    with start_issuer() as issuer:
        settings.ARENA_OIDC_ISSUER, settings.ARENA_OIDC_AUDIENCE = issuer.url, [AUDIENCE]
        yield issuer


@pytest.fixture
def trusting(django_db_setup: None, issuer: Issuer) -> Iterator[Server]:
    with start_server(ARENA_OIDC_ISSUER=issuer.url, ARENA_OIDC_AUDIENCE=AUDIENCE) as server:
        yield server


def enter(client: Client, token: str) -> httpx.Response:
    return client.post("/auth/google/", json={"id_token": token})


def test_without_an_audience_there_is_no_such_sign_in(nobody: Client) -> None:
    answer = enter(nobody, "garbage")

    assert_refused(answer, Code.NOT_FOUND)


def test_a_silent_issuer_takes_nothing_from_others(trusting: Server, issuer: Issuer, database: None) -> None:
    issuer.answers.clear()

    with make_account(trusting) as client, ThreadPoolExecutor(8) as hands:
        asked = [hands.submit(enter, client, issuer.sign()) for _ in range(8)]
        time.sleep(0.2)
        began = time.monotonic()
        me = client.get("/users/me/")
        seconds = time.monotonic() - began
        issuer.answers.set()
        answers = [future.result() for future in asked]

    assert me.status_code == 200
    assert seconds < 0.5
    assert [answer.status_code for answer in answers] == [200] * 8


def test_new_keys_are_found_without_a_restart(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
    old = issuer.sign()
    assert read_id_token(old).subject == "somebody"
    issuer.keys = {"new": RSA_KEYS[1]}
    new = issuer.sign("new", algorithm="RS256")

    # Names nobody knows are no reason to ask the issuer at once again.
    with pytest.raises(Refusal, match="not valid"):
        read_id_token(new)
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + 31)

    assert read_id_token(new).subject == "somebody"
    with pytest.raises(Refusal, match="not valid"):
        read_id_token(old)


@pytest.mark.parametrize("nonsense", [b"<html>", b"[]", b"{}", b"\xff", b'{"jwks_uri": "http://127.0.0.1:1/"}'])
def test_a_broken_issuer_is_no_fault_of_the_token(issuer: Issuer, nonsense: bytes) -> None:
    issuer.nonsense = nonsense

    with pytest.raises(Refusal) as refusal:
        read_id_token(issuer.sign())

    assert refusal.value.code is Code.UNAVAILABLE


def test_an_issuer_that_was_away_is_asked_again(issuer: Issuer) -> None:
    issuer.status = 500
    with pytest.raises(Refusal) as refusal:
        read_id_token(issuer.sign())

    issuer.status = 200

    assert refusal.value.code is Code.UNAVAILABLE
    assert read_id_token(issuer.sign()).subject == "somebody"


def test_known_keys_outlive_the_issuer(issuer: Issuer) -> None:
    read_id_token(issuer.sign())

    issuer.status = 500

    assert read_id_token(issuer.sign()).subject == "somebody"
