"""How much one address may ask of nginx at once."""

import time
from contextlib import ExitStack

import httpx

from tests.hybrid.conftest import PAGES
from tests.hybrid.hearing import make_address, visit
from tests.limits import limits_of
from tests.message.asking import listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.people import Client
from tests.servers import Server

AUTH_BURST, STREAM_BURST, STREAMS_AT_ONCE = 20, 30, 20
AUTH_RATE, STREAM_RATE = 3, 5
FEW, MANY = 5, 100


def statuses(answers: list[httpx.Response]) -> set[int]:
    return {answer.status_code for answer in answers}


def test_signing_in_is_limited_by_address(server: Server) -> None:
    began = time.monotonic()
    with visit(server) as client, visit(server) as other:
        answers = [client.post("/api/auth/refresh/", json={}, headers={"Origin": PAGES}) for _ in range(MANY)]
        let_through = AUTH_BURST + FEW + AUTH_RATE * (time.monotonic() - began)
        elsewhere = [other.post("/api/auth/refresh/", json={}) for _ in range(FEW)]

    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(refused) >= MANY - let_through
    assert statuses(answers[:AUTH_BURST]) == {400}
    assert refused[0].json()["code"] == "throttled"
    assert refused[0].headers["Retry-After"] == "1"
    assert refused[0].headers["Access-Control-Allow-Origin"] == PAGES
    assert statuses(elsewhere) == {400}


def test_what_a_browser_asks_beforehand_does_not_count(server: Server) -> None:
    asked = {"Origin": PAGES, "Access-Control-Request-Method": "POST"}
    with visit(server) as client:
        answers = [client.options("/api/auth/refresh/", headers=asked) for _ in range(MANY)]

    assert statuses(answers) == {200}


def test_questions_are_limited_by_address_and_reading_is_not(server: Server) -> None:
    began = time.monotonic()
    with visit(server) as client:
        asked = [client.post("/api/messages/stream/") for _ in range(MANY)]
        let_through = STREAM_BURST + FEW + STREAM_RATE * (time.monotonic() - began)
        read = [client.get("/api/models/") for _ in range(MANY)]

    assert statuses(asked) > {429}
    assert len([answer for answer in asked if answer.status_code == 429]) >= MANY - let_through
    assert statuses(read) == {200}


def test_so_many_streams_at_once_and_no_more(server: Server, owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    owner.headers["X-Forwarded-For"] = make_address()
    with ExitStack() as streams:
        ears = [
            streams.enter_context(listen(owner, "POST", "/messages/stream/", json=question(seat(owner.user, model))))
            for _ in range(STREAMS_AT_ONCE)
        ]
        refused = owner.post("/messages/stream/", json=question(seat(owner.user, model)))
        simulator.open(gate.gate)
        heard = [ear.rest() for ear in ears]

    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert all(b'ad:{"finishReason":"stop"' in each for each in heard)


def test_s30_what_a_client_says_of_itself_counts_for_nothing(server: Server) -> None:
    """nginx passes on whom the balancer has seen, and nothing that stands before it."""
    seen, began = make_address(), time.monotonic()
    with visit(server) as client:
        said = [
            {
                "X-Forwarded-For": f"198.51.100.{number}, {seen}",
                "Forwarded": f"for=198.51.100.{number};proto=https;host=evil.example",
                "X-Real-IP": f"198.51.100.{number}",
                "X-Forwarded-Host": "evil.example",
            }
            for number in range(MANY)
        ]
        asked = [client.post("/api/auth/refresh/", json={}, headers=headers) for headers in said]
        let_through = AUTH_BURST + FEW + AUTH_RATE * (time.monotonic() - began)
        bad_host = client.get("/api/models/", headers={"Host": "evil.example"})

    passed = [answer for answer in asked if answer.status_code == 400]
    assert len(passed) <= let_through
    # The application has counted them as one, too.
    assert limits_of(passed[-1])[1] <= limits_of(passed[0])[1] - len(passed) + FEW
    assert bad_host.status_code == 400


def test_allowances_are_those_of_all_processes(server: Server, owner: Client) -> None:
    """Whoever reads is answered by synchronous workers, and by event loops."""
    owner.headers["X-Forwarded-For"] = make_address()

    left = [limits_of(owner.get("/users/me/"))[1] for _ in range(2 * FEW)]

    assert left[0] - left[-1] >= FEW
