"""Questions beside the end of what they are put to: somebody waits a moment, nobody in a circle."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx

from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.people import PASSWORD, Client, make_account, make_email, make_guest
from tests.servers import Server
from tests.simulator.scenarios import speak

ROUNDS = 10
SESSIONS = 3
# Of a question: answered, come too late, or without its account.
FINE = {200, 404, 401}

Act = Callable[[], httpx.Response]


def at_once(acts: Sequence[Act]) -> list[int]:
    start = Barrier(len(acts))

    def begin(act: Act) -> int:
        start.wait()
        return act().status_code

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def race(client: Client, simulator: Simulator, end: Callable[[Any], httpx.Response]) -> tuple[set[int], int]:
    """Of questions to several sessions, and of what ends the first of them or all."""
    model = simulator.make_model(speak())
    sessions = [seat(client.user, model) for _ in range(SESSIONS)]
    asking: list[Act] = [
        lambda session=session: client.post("/messages/stream/", json=question(session))  # type: ignore[misc]
        for session in sessions
    ]
    *asked, ended = at_once([*asking, lambda: end(sessions[0])])
    return set(asked), ended


def sign_up(guest: Client) -> httpx.Response:
    return guest.post("/auth/register/", json={"email": make_email(), "password": PASSWORD})


def test_asking_while_the_account_is_erased(server: Server, database: None, simulator: Simulator) -> None:
    for _ in range(ROUNDS):
        with make_account(server) as client:
            asked, ended = race(client, simulator, lambda session: client.delete("/users/me/"))

            assert (asked - FINE, ended) == (set(), 204)


def test_asking_while_the_session_is_deleted(owner: Client, simulator: Simulator) -> None:
    for _ in range(ROUNDS):
        asked, ended = race(owner, simulator, lambda session: owner.delete(f"/sessions/{session.pk}/"))

        assert (asked - FINE, ended) == (set(), 204)


def test_asking_while_the_guest_signs_up(server: Server, database: None, simulator: Simulator) -> None:
    for _ in range(ROUNDS):
        with make_guest(server) as client:
            asked, ended = race(client, simulator, lambda session: sign_up(client))

            assert (asked - FINE, ended) == (set(), 201)
