"""GET /users/me/ and its neighbours while the database is away"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from api.refusals import Code
from tests.outages import Way, start_server_behind
from tests.people import Client, sign_in
from tests.servers import Server
from tests.user.answers import assert_refused, bearing
from user import tokens

PATIENCE_SECONDS = 1.5


@pytest.fixture(scope="module")
def server(django_db_setup: None, way: Way) -> Iterator[Server]:
    with start_server_behind(way) as server:
        yield server


def ask(client: Client, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    answer = client.request(method, path, headers=headers)
    return answer, time.monotonic() - began


@pytest.mark.parametrize("person", ["owner", "guest"])
def test_a_token_tells_who_i_am(server: Server, way: Way, person: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(person).user
    user.preferences = {"theme": "dark"}
    user.save()
    with sign_in(server, user) as client:
        before = client.get("/users/me/")

        with way.cut():
            meanwhile, seconds = ask(client, "GET", "/users/me/")
        after = client.get("/users/me/")

    assert before.status_code == meanwhile.status_code == after.status_code == 200
    assert meanwhile.json() == before.json() == after.json()
    assert seconds < PATIENCE_SECONDS


def test_all_else_says_that_it_will_be_back(owner: Client, guest: Client, nobody: Client, way: Way) -> None:
    _, key = tokens.issue_key(owner.user, "program")
    questions = [
        (owner, "PATCH", "/users/me/"),
        (owner, "DELETE", "/users/me/"),
        (owner, "GET", "/sessions/"),
        (owner, "POST", "/auth/keys/"),
        (nobody, "POST", "/auth/anonymous/"),
        (guest, "GET", "/users/me/"),
        (nobody, "GET", "/users/me/", bearing(key)),
    ]

    with way.cut(), ThreadPoolExecutor(len(questions)) as hands:
        answers = list(hands.map(lambda question: ask(*question), questions))

    for answer, seconds in answers:
        assert_refused(answer, Code.UNAVAILABLE)
        assert int(answer.headers["Retry-After"]) >= 1
        assert seconds < PATIENCE_SECONDS
    assert owner.get("/users/me/").json()["display_name"] == "Owner"


def test_a_wrong_token_is_still_wrong(owner: Client, nobody: Client, way: Way) -> None:
    with way.cut():
        answer = nobody.get("/users/me/", headers=bearing(tokens.issue_access(owner.user)[:-1]))

    assert_refused(answer, Code.UNAUTHENTICATED)
