"""A worker that is told to end: nothing new begins in it, what speaks gets its time, and no body is cut."""

import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from urllib.parse import urlsplit

import pytest

from message.models import Message, Run
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn, start_simulator
from tests.message.submitting import at, comes_true, placed, refusal, refused_in_band, wait_for
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.ledger import FINISHED, LEFT
from tests.simulator.steps import Hold

KEY = {"Idempotency-Key": "once"}
# After it has been told, so long whoever has a connection may still use it.
NOTICE_SECONDS = 1.0
# For what happens at once, on machines that are busy.
PATIENCE_SECONDS = 3.0
LONGEST_SECONDS = 30.0
ENDLESS = say_in_turn("Peaches ", Hold())


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator() as simulator:
        yield simulator


def is_closed(worker: Server) -> bool:
    """To whoever comes now."""
    address = urlsplit(worker.url)
    with suppress(ConnectionError), socket.create_connection((address.hostname, address.port)):
        return False
    return True


def tell_to_end(worker: Server, number: int = signal.SIGTERM) -> float:
    """Returns when."""
    told_at = time.monotonic()
    worker.process.send_signal(number)
    assert comes_true(lambda: is_closed(worker))
    return told_at


def wait_for_end(worker: Server) -> float:
    """Returns when."""
    worker.process.wait(LONGEST_SECONDS)
    return time.monotonic()


def keep_connection(opened: ExitStack, worker: Server, client: Client) -> Client:
    """One that is there already when the worker is told to end."""
    kept = opened.enter_context(at(worker, client))
    assert kept.get(f"{worker.url}/live/").is_success
    return kept


def test_nothing_new_begins_and_what_speaks_ends_well(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    live, idle, third = (seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow."))) for _ in "abc")

    with start_server(ARENA_DRAIN_SECONDS="5") as worker, ExitStack() as opened, ThreadPoolExecutor() as pool:
        tab, looking, asking, telling, retrying = (keep_connection(opened, worker, owner) for _ in range(5))
        ear = opened.enter_context(ask(tab, question(live), headers=KEY))
        wait_for(ear, b"Peaches")
        told_at = tell_to_end(worker)
        ready = pool.submit(looking.get, f"{worker.url}/ready/")
        refused = pool.submit(asking.post, "/messages/stream/", json=question(idle))
        in_band = pool.submit(telling.post, "/messages/stream/", json=placed(third, "a"))
        again = opened.enter_context(ask(retrying, question(live), headers=KEY))
        answers = [each.result() for each in (ready, refused, in_band)]
        simulator.open(gate.gate)
        heard = [hear("lines", each.rest()) for each in (ear, again)]
        seconds = wait_for_end(worker) - told_at

    assert [refusal(answer) for answer in answers[:2]] == [(503, "draining")] * 2
    assert [(each.headers["Connection"], int(each.headers["Retry-After"]) > 0) for each in answers[:2]] == [
        ("close", True)
    ] * 2
    assert refused_in_band(answers[2], "a", "draining", is_retryable=True)
    assert (again.run, again.headers["Idempotent-Replayed"]) == (ear.run, "true")
    assert [(said(each), ends(each)["a"]["reason"]) for each in heard] == [({"a": "Peaches grow."}, "stop")] * 2
    assert not idle.messages.exists()
    assert list(third.messages.order_by("role").values_list("status", "error_code")) == [
        ("error", "overloaded"),
        ("success", ""),
    ]
    assert seconds < 5


def test_what_is_never_done_ends_in_band(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(ENDLESS)
    session = seat(owner.user, model)

    with start_server(ARENA_DRAIN_SECONDS="1") as worker, at(worker, owner) as client:
        with ask(client, question(session)) as ear:
            wait_for(ear, b"Peaches")
            told_at = tell_to_end(worker)
            heard = hear("lines", ear.rest())
        ended_at = wait_for_end(worker)

    end, reply = ends(heard)["a"], session.messages.get(participant="a")
    assert (said(heard), end["code"], end["retryable"]) == ({"a": "Peaches "}, "interrupted", True)
    assert (reply.status, reply.error_code, reply.content) == ("error", "interrupted", "Peaches ")
    assert not Run.objects.live().filter(session=session).exists()
    assert [call["end"] for call in simulator.calls_of(model)] == [LEFT]
    assert 1 <= ended_at - told_at < 1 + PATIENCE_SECONDS


def test_what_nobody_reads_has_its_time_too(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(owner.user, model)

    with start_server(ARENA_DRAIN_SECONDS="10") as worker, at(worker, owner) as client:
        with ask(client, question(session)) as ear:
            wait_for(ear, b"Peaches")
        told_at = tell_to_end(worker, signal.SIGINT)
        with listen(owner, "GET", f"/runs/{ear.run}/stream/") as tab:
            wait_for(tab, b"Peaches")
            time.sleep(1.5 * NOTICE_SECONDS)
            simulator.open(gate.gate)
            heard = hear("lines", tab.rest())
        ended_at = wait_for_end(worker)

    assert (said(heard), ends(heard)["a"]["reason"]) == ({"a": "Peaches grow."}, "stop")
    assert session.messages.get(participant="a").content == "Peaches grow."
    assert [call["end"] for call in simulator.calls_of(model)] == [FINISHED]
    assert ended_at - told_at < 10


def test_who_reads_of_another_worker_may_go_on_elsewhere(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ExitStack() as opened:
        worker = opened.enter_context(start_server(ARENA_DRAIN_SECONDS="1"))
        path = f"/runs/{opened.enter_context(ask(owner, question(session))).run}/stream/"
        client = opened.enter_context(at(worker, owner))
        forms = ("lines", "sse", "text")
        tabs = {
            form: opened.enter_context(listen(client, "GET", path, params={"stream_format": form})) for form in forms
        }
        for tab in tabs.values():
            wait_for(tab, b"Peaches")
        told_at = tell_to_end(worker)
        heard = {form: hear(form, tab.rest()) for form, tab in tabs.items()}
        ended_at = wait_for_end(worker)
        state = owner.get(path.removesuffix("stream/")).json()["state"]
        simulator.open(gate.gate)
        again = opened.enter_context(listen(owner, "GET", path, params={"after": "a:8"}))
        rest = hear("lines", again.rest())

    assert {form: said(each) for form, each in heard.items()} == {form: {"a": "Peaches "} for form in forms}
    assert (ends(heard["lines"]), ends(heard["sse"])) == ({}, {})
    # Who cannot come back to where it stood is told so.
    assert ends(heard["text"])["a"]["code"] == "interrupted"
    assert 1 <= ended_at - told_at < 1 + PATIENCE_SECONDS
    assert state == "streaming"
    assert (said(rest), ends(rest)["a"]["reason"]) == ({"a": "grow."}, "stop")


@pytest.mark.parametrize(("seconds", "again"), [(0.2, signal.SIGTERM), (1.5 * NOTICE_SECONDS, signal.SIGINT)])
def test_who_is_told_twice_ends_at_once(seconds: float, again: int, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(ENDLESS))

    with ExitStack() as opened:
        worker = opened.enter_context(start_server(ARENA_DRAIN_SECONDS="10"))
        ear = opened.enter_context(ask(opened.enter_context(at(worker, owner)), question(session)))
        wait_for(ear, b"Peaches")
        tell_to_end(worker)
        time.sleep(seconds)
        told_at = tell_to_end(worker, again)
        ended_at = wait_for_end(worker)
        heard = hear("lines", ear.rest())

    assert ended_at - told_at < PATIENCE_SECONDS
    assert ends(heard)["a"]["code"] == "interrupted"
    assert session.messages.get(participant="a").status == Message.Status.ERROR


def test_who_has_nothing_to_do_ends_at_once(owner: Client) -> None:
    with start_server(ARENA_DRAIN_SECONDS="20") as worker, ExitStack() as opened:
        keep_connection(opened, worker, owner)
        told_at = tell_to_end(worker)
        ended_at = wait_for_end(worker)

    assert ended_at - told_at < PATIENCE_SECONDS
