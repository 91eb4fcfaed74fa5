"""What is done at one worker to a run of another: stopped, asked again, left by a guest."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from ai_model.models import AIModel
from message.models import Message
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import think
from tests.message.submitting import at, comes_true, prompts_of, refusal, row, rows_of, send, tell, wait_for
from tests.message.wire.decoding import ends, hear, said, thought
from tests.people import Client, make_guest
from tests.servers import Server, start_server
from tests.simulator.ledger import FINISHED, LEFT
from tests.simulator.steps import Hold

LONELY = "tests.message.lonely_application:application"
# As that has it.
LONELY_SECONDS = 0.5
# One is promised; machines that test may be busy.
STOP_SECONDS = 2.0
KEY = {"Idempotency-Key": "once"}
STALLING = say_in_turn(think("Hm. "), "Peaches ", "grow", Hold())


def ends_at_providers(simulator: Simulator, *models: AIModel) -> list[tuple[str, float]]:
    """How the calls of each ended, once they have, and when."""
    assert comes_true(lambda: all(call["end"] for model in models for call in simulator.calls_of(model)))
    return [(call["end"], call["ended"]) for model in models for call in simulator.calls_of(model)]


def test_one_side_is_stopped_there(owner: Client, there: Client, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(STALLING), simulator.make_model(say_in_turn("No", gate, "."))]
    session = seat(owner.user, *models)

    with ask(owner, question(session)) as ear:
        wait_for(ear, b"grow", b"No")
        stopped_at = time.monotonic()
        answers = [there.post(f"/runs/{ear.run}/stop/", json={"side": "a"}) for _ in range(2)]
        wait_for(ear, b"ad:")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    told, reply = ends(heard), row(ends(heard)["a"]["message_id"])
    assert [answer.status_code for answer in answers] == [202, 200]
    assert (said(heard), thought(heard)) == ({"a": "Peaches grow", "b": "No."}, {"a": "Hm. "})
    assert [end["reason"] for end in told.values()] == ["stopped", "stop"]
    assert (reply.status, reply.content, reply.reasoning) == ("stopped", "Peaches grow", "Hm. ")
    assert told["a"]["usage"]["estimated"]
    (left, left_at), (finished, _) = ends_at_providers(simulator, *models)
    assert (left, finished) == (LEFT, FINISHED)
    assert left_at - stopped_at < STOP_SECONDS


def test_all_sides_are_stopped_there(owner: Client, there: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(STALLING) for _ in "abcd"]

    with ask(owner, question(seat(owner.user, *models))) as ear:
        path = f"/runs/{ear.run}/"
        with listen(there, "GET", f"{path}stream/") as tab:
            while tab.heard.count(b"grow") < len(models):
                tab.line()
            stopped_at = time.monotonic()
            first = there.post(f"{path}stop/", json={})
            heard, heard_there = (hear("lines", each.rest()) for each in (ear, tab))
    later = [client.post(f"{path}stop/", json={}) for client in (there, owner)]

    assert [answer.status_code for answer in (first, *later)] == [202, 200, 200]
    assert later[0].json() == later[1].json() == owner.get(path).json()
    assert later[0].json()["state"] == "stopped"
    assert said(heard) == said(heard_there) == dict.fromkeys("abcd", "Peaches grow")
    assert ends(heard) == ends(heard_there)
    assert {end["reason"] for end in ends(heard).values()} == {"stopped"}
    left = ends_at_providers(simulator, *models)
    assert [how for how, _ in left] == [LEFT] * 4
    assert max(moment for _, moment in left) - stopped_at < STOP_SECONDS


def test_strangers_stop_nobody_there(
    owner: Client, stranger: Client, guest: Client, other: Server, simulator: Simulator
) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(owner, question(session)) as ear, at(other, stranger) as person, at(other, guest) as visitor:
        wait_for(ear, b"Peaches")
        assert comes_true(lambda: session.messages.get(participant="a").status == Message.Status.STREAMING)
        before, path = rows_of(session), f"/runs/{ear.run}/"
        answers = [client.post(f"{path}stop/", json={}) for client in (person, visitor)]
        answers += [client.get(path + end) for client in (person, visitor) for end in ("", "stream/")]
        after = rows_of(session)
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert {refusal(answer) for answer in answers} == {(404, "not_found")}
    assert after == before
    assert (said(heard), ends(heard)["a"]["reason"]) == ({"a": "Peaches grow."}, "stop")


def test_a_retry_there_attaches(owner: Client, there: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(owner.user, model)

    with ask(owner, question(session), headers=KEY) as ear:
        wait_for(ear, b"Peaches")
        with ask(there, question(session), headers=KEY) as again:
            wait_for(again, b"Peaches")
            simulator.open(gate.gate)
            heard = [hear("lines", each.rest()) for each in (ear, again)]
    other_words = there.post("/messages/stream/", json=question(session, "Where?"), headers=KEY)

    assert (ear.run, again.headers["Idempotent-Replayed"]) == (again.run, "true")
    assert [(said(each), ends(each)) for each in heard] == [({"a": "Peaches grow."}, ends(heard[0]))] * 2
    assert refusal(other_words) == (422, "idempotency_mismatch")
    assert (len(simulator.calls_of(model)), session.messages.count()) == (1, 2)


def test_of_many_at_both_workers_one_asks(owner: Client, there: Client, simulator: Simulator) -> None:
    count = 16
    model = simulator.make_model(say_in_turn("Yes."))
    session = seat(owner.user, model)

    with ThreadPoolExecutor(count) as pool, ExitStack() as closing:
        ears = list(pool.map(lambda n: send((owner, there)[n % 2], question(session), headers=KEY), range(count)))
        for ear in ears:
            closing.callback(ear.response.close)
        heard = [hear("lines", ear.rest()) for ear in ears]

    assert [ear.headers.get("Idempotent-Replayed") for ear in ears].count(None) == 1
    assert len({ear.run for ear in ears}) == 1
    assert [(said(each), ends(each)) for each in heard] == [({"a": "Yes."}, ends(heard[0]))] * count
    assert (len(simulator.calls_of(model)), session.messages.count()) == (1, 2)


def test_no_side_speaks_at_both_workers(owner: Client, there: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."), say_in_turn("On trees."))
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear:
        wait_for(ear, b"Peaches")
        reply = session.messages.get(participant="a").pk
        asked = there.post("/messages/stream/", json=question(session, "Where?"))
        again = there.post(f"/messages/{reply}/regenerate/")
        simulator.open(gate.gate)
        ear.until("ad:")
        heard = tell(there, question(session, "Where?"))

    assert [refusal(answer) for answer in (asked, again)] == [(409, "turn_in_progress")] * 2
    assert asked.json()["run"] == ear.run
    assert said(heard) == {"a": "On trees."}
    heard_before = [("user", "Why?"), ("assistant", "Peaches grow."), ("user", "Where?")]
    assert prompts_of(simulator, model)[1:] == [heard_before]


@pytest.fixture(scope="module")
def lonely(django_db_setup: None) -> Iterator[tuple[Server, Server]]:
    with start_server(application=LONELY) as here, start_server(application=LONELY) as there:
        yield here, there


@pytest.fixture
def guests(lonely: tuple[Server, Server], database: None) -> Iterator[tuple[Client, Client]]:
    """The same guest, at each of the two."""
    with make_guest(lonely[0]) as here, at(lonely[1], here) as there:
        yield here, there


def test_a_guest_who_listens_there_is_answered(guests: tuple[Client, Client], simulator: Simulator) -> None:
    here, there = guests
    gate = new_gate()
    session = seat(here.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(here, question(session)) as ear:
        tab = ExitStack()
        followed = tab.enter_context(listen(there, "GET", f"/runs/{ear.run}/stream/"))
        wait_for(followed, b"Peaches")
    with tab:
        time.sleep(5 * LONELY_SECONDS)
        simulator.open(gate.gate)
        heard = hear("lines", followed.rest())

    assert (said(heard), ends(heard)["a"].get("reason")) == ({"a": "Peaches grow."}, "stop")


def test_a_guest_who_has_left_there_too_is_not(guests: tuple[Client, Client], simulator: Simulator) -> None:
    here, there = guests
    model = simulator.make_model(STALLING)
    session = seat(here.user, model)

    with ask(here, question(session)) as ear:
        wait_for(ear, b"grow")
    with listen(there, "GET", f"/runs/{ear.run}/stream/") as tab:
        wait_for(tab, b"grow")
        time.sleep(4 * LONELY_SECONDS)
        state = there.get(f"/runs/{ear.run}/").json()["state"]
    left_at = time.monotonic()

    assert state == "streaming"
    assert comes_true(lambda: session.messages.get(participant="a").status == Message.Status.ERROR)
    assert time.monotonic() - left_at >= LONELY_SECONDS
    reply: Any = session.messages.get(participant="a")
    assert (reply.error_code, reply.content, reply.reasoning) == ("interrupted", "Peaches grow", "Hm. ")
    assert [how for how, _ in ends_at_providers(simulator, model)] == [LEFT]
