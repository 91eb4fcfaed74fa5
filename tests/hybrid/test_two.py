"""Two event loops behind nginx: whoever reads may be at the other one, and either may go."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.conf import settings

from chat_session.models import Session
from hybrid.processes import Failed
from hybrid.stack import Stack
from hybrid.surroundings import HERE
from tests.hybrid.hearing import container_at, lines_of, make_address, visit
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import at, comes_true, refusal, tell
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.servers import Server

READERS = 4


@pytest.fixture
def person(owner: Client) -> Client:
    """From an address that no other test has used up."""
    owner.headers["X-Forwarded-For"] = make_address()
    return owner


def asked_at(stack: Stack, server: Server, answer_id: str) -> str:
    (line,) = lines_of(server, answer_id)
    return container_at(stack, line["upstream"].split(", ")[-1])


def test_readers_of_a_run_are_at_both_and_hear_the_same(
    stack: Stack, server: Server, person: Client, simulator: Simulator
) -> None:
    gate = new_gate()
    session = seat(person.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(person, question(session)) as ear, ExitStack() as tabs:
        path = f"/runs/{ear.run}/stream/"
        reading = [tabs.enter_context(listen(person, "GET", path)) for _ in range(READERS)]
        for tab in reading:
            tab.until("Peaches")
        simulator.open(gate.gate)
        heard = [said(hear("lines", each.rest())) for each in (ear, *reading)]

    assert heard == [{"a": "Peaches grow."}] * (1 + READERS)
    assert {asked_at(stack, server, tab.headers["X-Request-Id"]) for tab in reading} == {"asgi1", "asgi2"}


@pytest.mark.parametrize("name", ["asgi1", "asgi2"])
def test_one_that_is_killed_takes_its_words_along_but_not_its_readers(
    name: str, stack: Stack, server: Server, person: Client, simulator: Simulator
) -> None:
    """It is the other one that answers, and tells how it ended."""
    session = seat(person.user, simulator.make_model(say_in_turn("Peaches ", new_gate(), "grow.")))
    alone = Server(f"http://{HERE}:{stack.variables[f'{name.upper()}_PORT']}", server.process, server.log)

    with at(alone, person) as direct, ask(direct, question(session)) as ear:
        ear.until("Peaches")
        path = f"/runs/{ear.run}/stream/"
        is_kept = comes_true(lambda: "Peaches" in str(person.get(f"/sessions/{session.pk}/").json()["messages"]))
        stack.processes[name].kill()
    with listen(person, "GET", path, timeout=30) as tab:
        heard = hear("lines", tab.rest())
    next_one = tell(person, question(seat(person.user, simulator.make_model(say_in_turn("Pears.")))))

    assert is_kept
    assert said(heard) == {"a": "Peaches "}
    assert ends(heard)["a"]["code"] == "interrupted"
    assert said(next_one) == {"a": "Pears."}


def test_one_that_does_not_start_again_leaves_the_other_as_it_is(stack: Stack, server: Server) -> None:
    catalog = settings.ARENA_DATA / "catalog.toml"
    whole, other = catalog.read_text(), stack.processes["asgi2"]
    catalog.write_text("nonsense")

    with pytest.raises(Failed, match="asgi1"):
        stack.restart_streaming()
    catalog.write_text(whole)

    assert (stack.processes["asgi1"].is_over, stack.processes["asgi2"] is other, other.is_well) == (True, True, True)


def test_while_the_synchronous_side_is_away_the_others_answer(stack: Stack, server: Server) -> None:
    stack.processes["wsgi"].kill()

    with visit(server) as client:
        answers = [client.get("/api/models/"), client.post("/api/auth/anonymous/")]

    assert [answer.status_code for answer in answers] == [200, 200]


def tell_again(person: Client, body: dict[str, Any]) -> dict[str, str]:
    """What is said to whoever asks again when told that a server is about to go, on connections nginx had open."""
    key = {"Idempotency-Key": uuid4().hex, "X-Forwarded-For": make_address()}
    answers: list[httpx.Response] = []

    def is_answered() -> bool:
        answers.append(person.post("/messages/stream/", json=body, headers=key))
        return answers[-1].is_success or refusal(answers[-1]) != (503, "draining")

    assert comes_true(is_answered)
    assert answers[-1].is_success, answers[-1].text
    return said(hear("lines", answers[-1].content))


def test_one_after_the_other_is_started_again_and_nobody_is_cut(
    stack: Stack, server: Server, person: Client, simulator: Simulator
) -> None:
    gate, over = new_gate(), threading.Event()
    slow = seat(person.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))
    quick = [seat(person.user, simulator.make_model(say_in_turn("Peaches ", "grow."))) for _ in range(2)]
    before = {name: stack.processes[name].running.pid for name in ("asgi1", "asgi2")}

    def keep_asking(session: Session) -> list[dict[str, str]]:
        heard = []
        while not over.is_set():
            heard.append(tell_again(person, question(session)))
            simulator.open(gate.gate)
        return heard

    with ThreadPoolExecutor(len(quick)) as pool, ask(person, question(slow)) as ear:
        ear.until("Peaches")
        asking = [pool.submit(keep_asking, session) for session in quick]
        # Here, as what a thread has started ends with it.
        stack.restart_streaming()
        over.set()
        others = [each for asked in asking for each in asked.result()]
        mine = said(hear("lines", ear.rest()))

    assert mine == {"a": "Peaches grow."}
    assert len(others) > 3
    assert all(each == mine for each in others)
    assert all(stack.processes[name].running.pid != pid for name, pid in before.items())
