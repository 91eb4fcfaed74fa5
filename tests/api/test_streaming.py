"""The asynchronous half of an endpoint, over a real socket."""

from collections.abc import Iterator

import pytest

from tests.people import Client, make_account
from tests.servers import Server, start_server


@pytest.fixture(scope="module")
def echo_server(django_db_setup: None) -> Iterator[Server]:
    with start_server("asgi", application="tests.api.streaming_application:application") as server:
        yield server


@pytest.fixture
def speaker(echo_server: Server, database: None) -> Iterator[Client]:
    with make_account(echo_server, display_name="Ada") as client:
        yield client


def test_an_answer_is_told_as_it_is_made(speaker: Client) -> None:
    with speaker.stream("POST", "/echo/", json={"text": "hello"}) as answer:
        pieces = list(answer.iter_raw())

    assert b"".join(pieces) == b"Ada: hello"
    assert len(pieces) > 5


def test_the_loop_holds_no_connection(speaker: Client) -> None:
    answer = speaker.get("/echo/").json()

    assert answer["people"] >= 1
    assert answer["holds_connection"] is False


@pytest.mark.parametrize(
    ("method", "body", "code"),
    [("DELETE", b"{}", "method_not_allowed"), ("POST", b"{", "invalid"), ("POST", b"{}", "unauthenticated")],
)
def test_nobody_gets_past_the_first_half(method: str, body: bytes, code: str, echo_server: Server) -> None:
    with Client(echo_server) as nobody:
        answer = nobody.request(method, "/echo/", content=body, headers={"Content-Type": "application/json"})

    assert answer.json()["code"] == code


def test_fields_are_refused_in_the_one_shape(speaker: Client) -> None:
    answer = speaker.post("/echo/", json={})

    assert answer.status_code == 400
    assert answer.json()["fields"] == {"text": ["This field is required."]}
