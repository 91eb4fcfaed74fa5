"""GET /users/me/ and its neighbours while the database is away"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.db import connection

from api.refusals import Code
from tests.people import Client, sign_in
from tests.servers import Server, start_server
from tests.user.answers import assert_refused, bearing
from user import tokens

NAME = "outage"
PATIENCE_SECONDS = 1.5


@pytest.fixture(scope="module")
def way() -> Iterator[Path]:
    """A link to the folder of the database, or of its socket: without it, nobody gets there."""
    way = settings.ARENA_DATA / NAME
    way.symlink_to(find_folder())
    yield way
    way.unlink()


def find_folder() -> Path:
    database = settings.DATABASES["default"]
    return Path(database["HOST"]) if connection.vendor == "postgresql" else Path(database["NAME"]).parent


def make_address(way: Path) -> str:
    database = settings.DATABASES["default"]
    if connection.vendor == "postgresql":
        return f"postgresql://{database['USER']}@/{database['NAME']}?host={way}&application_name={NAME}"
    return f"sqlite:///{way / Path(database['NAME']).name}"


@pytest.fixture(scope="module")
def server(django_db_setup: None, way: Path) -> Iterator[Server]:
    with start_server(DATABASE_URL=make_address(way)) as server:
        yield server


@contextmanager
def cut(way: Path) -> Iterator[None]:
    folder = way.readlink()
    way.unlink()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [NAME])
    try:
        yield
    finally:
        way.symlink_to(folder)


def ask(client: Client, method: str, path: str, headers: dict[str, str] | None = None) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    answer = client.request(method, path, headers=headers)
    return answer, time.monotonic() - began


@pytest.mark.parametrize("person", ["owner", "guest"])
def test_a_token_tells_who_i_am(server: Server, way: Path, person: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(person).user
    user.preferences = {"theme": "dark"}
    user.save()
    with sign_in(server, user) as client:
        before = client.get("/users/me/")

        with cut(way):
            meanwhile, seconds = ask(client, "GET", "/users/me/")
        after = client.get("/users/me/")

    assert before.status_code == meanwhile.status_code == after.status_code == 200
    assert meanwhile.json() == before.json() == after.json()
    assert seconds < PATIENCE_SECONDS


def test_all_else_says_that_it_will_be_back(owner: Client, guest: Client, nobody: Client, way: Path) -> None:
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

    with cut(way), ThreadPoolExecutor(len(questions)) as hands:
        answers = list(hands.map(lambda question: ask(*question), questions))

    for answer, seconds in answers:
        assert_refused(answer, Code.UNAVAILABLE)
        assert int(answer.headers["Retry-After"]) >= 1
        assert seconds < PATIENCE_SECONDS
    assert owner.get("/users/me/").json()["display_name"] == "Owner"


def test_a_wrong_token_is_still_wrong(owner: Client, nobody: Client, way: Path) -> None:
    with cut(way):
        answer = nobody.get("/users/me/", headers=bearing(tokens.issue_access(owner.user)[:-1]))

    assert_refused(answer, Code.UNAUTHENTICATED)
