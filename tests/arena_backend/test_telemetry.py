"""Spans of requests, runs and calls, at a collector; and nothing of all that where nobody has asked for it."""

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from message.models import Failure
from tests.collector import Collector, Span, start_collector
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn, start_simulator
from tests.message.submitting import comes_true
from tests.people import Client, make_account
from tests.servers import Server, start_server
from tests.simulator.steps import Reset

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
TRACEPARENT = {"traceparent": f"00-{TRACE}-{PARENT}-01", "tracestate": "vendor=peaches"}
SERVER, INTERNAL, CLIENT = 2, 1, 3


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with start_collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def server(collector: Collector, django_db_setup: None) -> Iterator[Server]:
    told = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_BSP_SCHEDULE_DELAY": "50"}
    with start_server(ARENA_OTEL="on", **told) as server:
        yield server


@pytest.fixture
def owner(server: Server, database: None) -> Iterator[Client]:
    with make_account(server) as client:
        yield client


def find_one(collector: Collector, name: str, **facts: object) -> Span:
    assert comes_true(lambda: len(collector.find(name, **facts)) == 1), collector.spans
    return collector.find(name, **facts)[0]


def test_a_call_is_part_of_its_run_and_that_of_its_request_and_that_of_the_clients_trace(
    owner: Client, collector: Collector, simulator: Simulator
) -> None:
    model = simulator.make_model(say_in_turn("Peaches ", "grow."))

    with ask(owner, question(seat(owner.user, model)), headers=TRACEPARENT) as ear:
        run, request_id = ear.run, ear.headers["X-Request-Id"]
        ear.rest()
    call = find_one(collector, f"chat {model.name}")
    running = find_one(collector, "run", **{"arena.run_id": run})
    request = find_one(collector, "POST", **{"arena.request_id": request_id})

    assert (request.trace, request.parent, request.kind) == (TRACE, PARENT, SERVER)
    assert (running.trace, running.parent, running.kind) == (TRACE, request.id, INTERNAL)
    assert (call.trace, call.parent, call.kind) == (TRACE, running.id, CLIENT)
    assert (request.facts["http.route"], request.facts["http.response.status_code"]) == ("/api/messages/stream/", 200)
    assert call.facts == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": model.provider.name,
        "gen_ai.request.model": model.name,
        "gen_ai.response.finish_reasons": ["stop"],
        **{name: value for name, value in call.facts.items() if name.startswith("gen_ai.usage.")},
        "arena.side": "a",
        "arena.is_blind": False,
    }


def test_a_call_that_failed_says_with_which_code(owner: Client, collector: Collector, simulator: Simulator) -> None:
    model = simulator.make_model((*say_in_turn("Peaches ")[:-1], Reset()))

    with ask(owner, question(seat(owner.user, model))) as ear:
        ear.rest()
    call = find_one(collector, f"chat {model.name}")

    assert call.has_failed
    assert call.facts["error.type"] == Failure.UPSTREAM_RESET


def test_while_a_battle_is_blind_no_span_says_who_speaks(
    owner: Client, collector: Collector, simulator: Simulator
) -> None:
    models = [simulator.make_model(say_in_turn(word)) for word in ("Peaches", "Plums")]
    known = len(collector.find("chat"))

    with ask(owner, question(seat(owner.user, *models, mode="random"))) as ear:
        ear.rest()
    assert comes_true(lambda: len(collector.find("chat")) == known + 2)

    for span in collector.find("chat")[known:]:
        assert set(span.facts) == {
            "gen_ai.operation.name",
            "gen_ai.response.finish_reasons",
            "arena.side",
            "arena.is_blind",
        }
    sent = b"".join(collector.bodies)
    assert not [model.name for model in models if model.name.encode() in sent]


def test_no_span_holds_what_anybody_has_said(owner: Client, collector: Collector, simulator: Simulator) -> None:
    model = simulator.make_model(say_in_turn("Quinces"))

    with ask(owner, question(seat(owner.user, model), content="Medlars?"), headers=TRACEPARENT) as ear:
        ear.rest()
    find_one(collector, f"chat {model.name}")
    owner.get("/shared/damsons/?search=loquats")
    assert comes_true(lambda: any("shared" in str(span.facts.get("http.route")) for span in collector.spans))
    sent = b"".join(collector.bodies)

    assert not [word for word in (b"Quinces", b"Medlars", b"damsons", b"loquats", b"vendor=peaches") if word in sent]
    assert owner.headers["Authorization"].encode() not in sent


def test_where_nobody_asks_for_it_nothing_is_imported(django_db_setup: None) -> None:
    program = (
        "import sys, arena_backend.asgi, arena_backend.urls\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )

    run = start_program(program)

    assert run.stdout == "[]\n"


def test_who_asks_for_it_without_its_packages_is_told_what_to_do() -> None:
    run = start_program(
        "import sys; sys.modules['opentelemetry'] = None; import arena_backend.settings", ARENA_OTEL="on"
    )

    assert run.returncode != 0
    assert "script/setup --otel" in run.stderr


def test_a_collector_that_is_away_keeps_nobody_from_ending(owner: Client) -> None:
    told = {"ARENA_OTEL": "on", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}

    with start_server(**told) as server, Client(server) as nobody:
        assert nobody.get("/models/").status_code == 200
    # Otherwise it would have had to be killed.
    assert server.process.returncode in (0, -15)


def start_program(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
