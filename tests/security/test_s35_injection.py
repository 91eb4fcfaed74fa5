"""S35: nothing in a query reaches the database but values: there are no names of columns to be given, none of
operators, and a sign of theirs is a sign."""

from base64 import urlsafe_b64encode
from typing import Any

import httpx
import orjson
import pytest

from tests.conversations import make_session
from tests.people import Client
from tests.security.refusing import SHAPE

EVIL = "' OR 1=1 --"
# What Django or DRF would make something of, were it handed on.
STRANGE = {
    "ordering": "-user__password",
    "order_by": "user__email",
    "sort": "password",
    "filter": "user__is_staff=1",
    "user__email__startswith": "a",
    "user_id": "1",
    "pk__in": "1,2",
    "deleted_at__isnull": "False",
    "_connector": "OR",
    "_negated": "True",
    "fields": "password",
    "expand": "user",
    "format": "api",
    "annotate": EVIL,
}
LISTS = ("/sessions/", "/auth/keys/", "/feedback/", "/feedback/seals/", "/models/", "/leaderboard/snapshots/")
SIGNS = ("%", "_", "%%", "\\", "'", '"', EVIL, "a%' --", ".*", "[a-z]", "\\d", "$(id)", "{{7*7}}")


def ids_of(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200, answer.text
    return [row.get("id", row) for row in answer.json()]


@pytest.mark.parametrize("path", [*LISTS, "/usage/"])
def test_s35_parameters_that_are_none_change_nothing(path: str, owner: Client, stranger: Client) -> None:
    for client in (owner, stranger):
        for number in range(3):
            make_session(client.user, title=f"{number}")
    plain = ids_of(owner.get(path))

    answers = {name: owner.get(path, params={name: value}) for name, value in STRANGE.items()}

    assert {name for name, answer in answers.items() if ids_of(answer) != plain} == set()


@pytest.mark.parametrize("sign", SIGNS)
def test_s35_a_sign_is_a_sign(sign: str, owner: Client) -> None:
    wanted = make_session(owner.user, title=f"before {sign} behind")
    make_session(owner.user, title="before anything behind")

    assert ids_of(owner.get("/sessions/", params={"search": sign})) == [str(wanted.pk)]
    assert ids_of(owner.get("/models/", params={"search": f"{sign}{sign} nobody is called so"})) == []


def forge(*values: object) -> str:
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


NOW = "2026-01-01T00:00:00+00:00"
NOBODY = "00000000-0000-0000-0000-000000000000"
FORGED = {
    "of another length": forge(NOW),
    "longer": forge(NOW, NOBODY, NOBODY),
    "SQL for a moment": forge(EVIL, NOBODY),
    "SQL for an id": forge(NOW, EVIL),
    "a column": forge("user__email", NOBODY),
    "an object": forge({"user__email__gt": ""}, NOBODY),
    "a moment that is none": forge("9999-99-99T00:00:00+00:00", NOBODY),
    "a moment out of reach": forge("0001-01-01T00:00:00+23:59", NOBODY),
    "a number": forge(1e308, NOBODY),
    "NUL": forge(NOW, "\0"),
    "no base64": "!!!",
    "no JSON": "AAAA",
    "not of a list": urlsafe_b64encode(b'{"a": 1}').decode(),
}


@pytest.mark.parametrize("cursor", FORGED)
@pytest.mark.parametrize("path", ["/sessions/", "/auth/keys/", "/feedback/", "/leaderboard/", "/usage/", "/models/"])
def test_s35_a_forged_cursor_is_refused(path: str, cursor: str, owner: Client) -> None:
    answer = owner.get(path, params={"cursor": FORGED[cursor]})

    assert answer.status_code == 400, answer.text
    assert answer.json().keys() == SHAPE | {"fields"}
    assert list(answer.json()["fields"]) == ["cursor"]
    assert EVIL not in answer.text


def test_s35_a_good_cursor_opens_nobody_elses_list(owner: Client, stranger: Client) -> None:
    for client in (owner, stranger):
        for number in range(3):
            make_session(client.user, title=f"{number}")
    of_stranger = {*ids_of(stranger.get("/sessions/"))}
    link = stranger.get("/sessions/", params={"limit": 1}).links["next"]["url"]

    told = ids_of(owner.get(link, params=dict(httpx.URL(link).params)))

    assert not of_stranger & set(told)
