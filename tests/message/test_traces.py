"""What the log says of each piece of an answer, for whoever asks it to."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.people import Client, make_account
from tests.servers import Server, start_server


@pytest.fixture(params=["off", "on"])
def debug(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(debug: str, django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_LOG_LEVEL="debug", ARENA_LOG_FORMAT="json", DEBUG=debug) as server:
        yield server


@pytest.fixture
def owner(server: Server, database: None) -> Iterator[Client]:
    with make_account(server) as client:
        yield client


def read_traces(server: Server) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["logger"] == "message.runs.voices"]


def test_each_piece_is_numbered_and_its_text_is_told_in_debug_alone(
    debug: str, owner: Client, server: Server, simulator: Simulator
) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", "grow.")))

    with ask(owner, question(session)) as ear:
        ear.rest()
    first, second = [trace["event"] for trace in read_traces(server)]

    assert first.startswith("delta 1 of a: 8 letters, ")
    assert second.startswith("delta 2 of a: 5 letters, ")
    assert ("Peaches" in first, "grow." in second) == ((debug == "on"),) * 2
    assert ("Peaches" in server.log.read_text()) is (debug == "on")
