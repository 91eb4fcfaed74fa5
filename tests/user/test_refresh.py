"""POST /auth/refresh/"""

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from api.refusals import Code
from tests.people import Client
from tests.user.answers import assert_refused, assert_wrong_fields, bearing
from user import tokens
from user.models import RefreshToken, User


def refresh(client: Client, token: object) -> httpx.Response:
    return client.post("/auth/refresh/", json={"refresh": token})


def test_a_refresh_token_gives_access_again_and_again(nobody: Client, owner: Client) -> None:
    token = tokens.issue_refresh(owner.user)

    answers = [refresh(nobody, token) for _ in range(2)]

    for answer in answers:
        assert answer.status_code == 200
        assert answer.json().keys() == {"access"}
        me = nobody.get("/users/me/", headers=bearing(answer.json()["access"]))
        assert me.json()["id"] == str(owner.user.pk)


def test_guests_refresh_as_well(nobody: Client, guest: Client) -> None:
    answer = refresh(nobody, tokens.issue_refresh(guest.user))

    assert answer.status_code == 200


def test_devices_do_not_end_each_others_tokens(nobody: Client, owner: Client) -> None:
    first, second = tokens.issue_refresh(owner.user), tokens.issue_refresh(owner.user)

    answers = [refresh(nobody, token) for token in (first, second, first)]

    assert {answer.status_code for answer in answers} == {200}


def test_only_a_refresh_token_is_one(nobody: Client, owner: Client) -> None:
    _, key = tokens.issue_key(owner.user, "program")
    stored = tokens.hash_secret(tokens.issue_refresh(owner.user))
    others = [tokens.issue_access(owner.user), key, stored, "garbage", "null"]

    for token in others:
        assert_refused(refresh(nobody, token), Code.UNAUTHENTICATED)


@pytest.mark.parametrize("token", ["", None, ["a"], {"a": 1}, True])
def test_what_is_no_text_is_refused(nobody: Client, token: object) -> None:
    assert_wrong_fields(refresh(nobody, token), "refresh")


def test_a_token_ends_with_its_month(nobody: Client, owner: Client) -> None:
    token = tokens.issue_refresh(owner.user)
    kept = RefreshToken.objects.get(hash=tokens.hash_secret(token))

    assert timedelta(days=29) < kept.expires_at - timezone.now() <= timedelta(days=30)
    RefreshToken.objects.filter(pk=kept.pk).update(expires_at=timezone.now())

    assert_refused(refresh(nobody, token), Code.UNAUTHENTICATED)


def test_signing_out_ends_it(nobody: Client, owner: Client) -> None:
    token = tokens.issue_refresh(owner.user)

    owner.post("/auth/logout/")

    assert_refused(refresh(nobody, token), Code.UNAUTHENTICATED)


def test_whoever_is_shut_out_or_gone_refreshes_nothing(nobody: Client, owner: Client, stranger: Client) -> None:
    shut_out, gone = tokens.issue_refresh(owner.user), tokens.issue_refresh(stranger.user)

    User.objects.filter(pk=owner.user.pk).update(is_active=False)
    stranger.delete("/users/me/")

    assert_refused(refresh(nobody, shut_out), Code.UNAUTHENTICATED)
    assert_refused(refresh(nobody, gone), Code.UNAUTHENTICATED)
