"""S39: with one left, one of fifty that come at once is admitted, however many processes they come to."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from message.models import Message, Run
from tests.limits import start_several
from tests.message.asking import seat
from tests.message.simulating import Simulator
from tests.message.submitting import at, placed
from tests.people import Client
from tests.servers import Server
from tests.simulator.scenarios import speak

ROUNDS = 50


@pytest.fixture(scope="module")
def servers(django_db_setup: None) -> Iterator[list[Server]]:
    with start_several(2, ARENA_RATE_ASKING="1/h", ARENA_PEOPLE_PER_ADDRESS="1000") as servers:
        yield servers


@pytest.mark.parametrize("form", ["lines", "text"])
def test_s39_exactly_one_is_admitted(form: str, servers: list[Server], owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    bodies = [placed(seat(owner.user, model), "a") for _ in range(ROUNDS)]

    with ExitStack() as visits, ThreadPoolExecutor(16) as threads:
        doors = [visits.enter_context(at(server, owner)) for server in servers] * (ROUNDS // 2)

        def ask(door: Client, body: dict[str, object]) -> httpx.Response:
            return door.post("/messages/stream/", json=body, params={"stream_format": form})

        answers = list(threads.map(ask, doors, bodies))

    refused = [answer for answer in answers if '"throttled"' in answer.text]
    spoken = Message.objects.filter(session__user=owner.user, role="assistant", status="success")
    assert len(refused) == ROUNDS - 1
    assert {answer.status_code for answer in refused} == {200 if form == "text" else 429}
    assert spoken.count() == len(simulator.calls_of(model)) == 1
    assert not Run.objects.of(owner.user).live().exists()
