"""POST /auth/login/"""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from api.refusals import Code
from arena_backend.asgi import django_application
from tests.people import PASSWORD, Client, make_email
from tests.servers import Server, start_server
from tests.user.answers import ACCOUNT, assert_refused, assert_wrong_fields, bearing
from user.accounts import ATTEMPTS_OF_ADDRESS, ATTEMPTS_OF_PAIR
from user.models import User

WRONG = "amber-harbour-42"


@pytest.fixture(scope="module")
def slowing(django_db_setup: None) -> Iterator[Server]:
    """Which minds who tries how often."""
    with start_server(ARENA_THROTTLES="on") as server:
        yield server


def come_from(server: Server, address: str) -> Client:
    client = Client(server)
    client.headers["X-Forwarded-For"] = address
    return client


def make_address() -> str:
    """Of a network set apart for examples; used once, as attempts are counted by address."""
    return f"2001:db8::{uuid4().hex[:4]}:{uuid4().hex[:4]}"


def log_in(client: Client, user: User, password: str = PASSWORD) -> httpx.Response:
    return client.post("/auth/login/", json={"email": user.email, "password": password})


def test_a_password_opens_the_account(nobody: Client, member: Client) -> None:
    answer = log_in(nobody, member.user)

    entry = answer.json()
    assert answer.status_code == 200
    assert entry.keys() == {"user", "tokens"}
    assert entry["user"].keys() == ACCOUNT
    assert entry["tokens"].keys() == {"access", "refresh"}
    assert entry["user"]["id"] == str(member.user.pk)
    assert nobody.get("/users/me/", headers=bearing(entry["tokens"]["access"])).json() == entry["user"]


def test_an_address_may_be_written_in_capitals(nobody: Client, member: Client) -> None:
    answer = nobody.post("/auth/login/", json={"email": str(member.user.email).upper(), "password": PASSWORD})

    assert answer.status_code == 200


def test_a_refusal_does_not_tell_whether_there_is_an_account(server: Server, member: Client) -> None:
    with come_from(server, make_address()) as visitor:
        wrong = log_in(visitor, member.user, WRONG)
        unknown = visitor.post("/auth/login/", json={"email": make_email(), "password": PASSWORD})

    assert_refused(wrong, Code.UNAUTHENTICATED)
    assert_refused(unknown, Code.UNAUTHENTICATED)
    assert wrong.json()["detail"] == unknown.json()["detail"]


def test_whoever_is_shut_out_stays_out(server: Server, member: Client) -> None:
    User.objects.filter(pk=member.user.pk).update(is_active=False)

    with come_from(server, make_address()) as visitor:
        answer = log_in(visitor, member.user)

    assert_refused(answer, Code.UNAUTHENTICATED)


def test_an_account_without_a_password_has_no_password(server: Server, owner: Client) -> None:
    with come_from(server, make_address()) as visitor:
        answers = [log_in(visitor, owner.user, password) for password in ("None", "!", owner.user.password)]

    for answer in answers:
        assert_refused(answer, Code.UNAUTHENTICATED)


def test_both_fields_are_needed(nobody: Client) -> None:
    answer = nobody.post("/auth/login/", json={})

    assert_wrong_fields(answer, "email", "password")


def test_guessing_is_slowed_for_the_guesser_alone(slowing: Server, member: Client) -> None:
    burst = ATTEMPTS_OF_PAIR.burst
    with come_from(slowing, make_address()) as guesser, come_from(slowing, make_address()) as elsewhere:
        guesses = [log_in(guesser, member.user, WRONG) for _ in range(burst)]
        refused = log_in(guesser, member.user)
        entered = log_in(elsewhere, member.user)

    assert [guess.status_code for guess in guesses] == [401] * burst
    assert_refused(refused, Code.THROTTLED)
    assert 1 <= int(refused.headers["Retry-After"]) <= ATTEMPTS_OF_PAIR.seconds
    assert entered.status_code == 200


def test_a_client_that_tries_on_and_on_stops_nobody_at_its_address(slowing: Server, member: Client) -> None:
    neighbour = User.objects.create_user(make_email(), PASSWORD)

    with come_from(slowing, make_address()) as office:
        codes = [log_in(office, member.user, WRONG).status_code for _ in range(ATTEMPTS_OF_ADDRESS.burst + 10)]
        answer = log_in(office, neighbour)

    assert set(codes[ATTEMPTS_OF_PAIR.burst :]) == {429}
    assert answer.status_code == 200


def test_success_is_no_attempt(slowing: Server, member: Client) -> None:
    with come_from(slowing, make_address()) as visitor:
        answers = [log_in(visitor, member.user) for _ in range(ATTEMPTS_OF_PAIR.burst + 1)]

    assert {answer.status_code for answer in answers} == {200}


def test_a_socket_without_an_address_serves_as_well(member: Client) -> None:
    async def ask() -> httpx.Response:
        wire = httpx.ASGITransport(django_application, client=None)  # type: ignore[arg-type] # as over a Unix socket
        async with httpx.AsyncClient(transport=wire, base_url="http://localhost") as client:
            return await client.post("/api/auth/login/", json={"email": member.user.email, "password": PASSWORD})

    answer = asyncio.run(ask())

    assert answer.status_code == 200
