"""Runs while the database is away: what was accepted goes on and is stored, what was not costs nothing."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from message.models import Message
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import comes_true, placed, refusal, row, tell
from tests.message.wire.decoding import ends, hear, said
from tests.outages import Way, comes_during_an_outage, start_server_behind
from tests.people import Client
from tests.servers import Server
from tests.simulator.scenarios import speak

PATIENCE_SECONDS = 1.5


@pytest.fixture(scope="module")
def server(django_db_setup: None, way: Way) -> Iterator[Server]:
    with start_server_behind(way) as server:
        yield server


def test_words_flow_and_the_end_waits_until_it_is_stored(owner: Client, way: Way, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, *[simulator.make_model(say_in_turn("Peaches ", gate, "grow.")) for _ in "ab"])

    with ask(owner, question(session)) as ear, ThreadPoolExecutor() as pool:
        ear.until("b0:", "Peaches")
        with way.cut():
            simulator.open(gate.gate)
            ear.until("grow")
            end = pool.submit(ear.until, "d:")
            is_told = comes_during_an_outage(end)
        end.result()
        heard = hear("lines", ear.rest())

    assert not is_told
    assert said(heard) == dict.fromkeys("ab", "Peaches grow.")
    replies = [row(each["message_id"]) for each in ends(heard).values()]
    assert [(reply.status, reply.content) for reply in replies] == [("success", "Peaches grow.")] * 2
    assert replies[0].run.ended_at is not None


def test_what_is_asked_meanwhile_costs_nothing(owner: Client, way: Way, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)

    with way.cut():
        began = time.monotonic()
        answer = owner.post("/messages/stream/", json=question(session))
        seconds = time.monotonic() - began
        in_band = tell(owner, placed(session, "a"), form="text")

    assert refusal(answer) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) >= 1
    assert seconds < PATIENCE_SECONDS
    assert ends(in_band)["a"]["code"] == "unavailable"
    assert not Message.objects.filter(session=session).exists()
    assert simulator.calls_of(model) == []


def test_who_comes_back_meanwhile_may_come_again(owner: Client, way: Way, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(owner, question(session)) as ear:
        ear.until("Peaches")
        with way.cut():
            refused = [owner.get(f"/runs/{ear.run}/stream/"), owner.post(f"/runs/{ear.run}/stop/", json={})]
            simulator.open(gate.gate)
            ear.until("grow")
        assert comes_true(lambda: owner.get(f"/runs/{ear.run}/").is_success)
        with listen(owner, "GET", f"/runs/{ear.run}/stream/", params={"after": "a:8"}) as again:
            heard = hear("lines", again.rest())

    assert [refusal(answer) for answer in refused] == [(503, "unavailable")] * 2
    assert said(heard) == {"a": "grow."}
    assert ends(heard)["a"]["reason"] == "stop"


def test_whoever_leaves_meanwhile_finds_all_of_it(owner: Client, way: Way, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(owner, question(session)) as ear:
        ear.until("Peaches")
        with way.cut():
            simulator.open(gate.gate)
            ear.until("grow")
            ear.response.close()

    assert comes_true(lambda: session.messages.get(participant="a").status == "success")
    assert session.messages.get(participant="a").content == "Peaches grow."
