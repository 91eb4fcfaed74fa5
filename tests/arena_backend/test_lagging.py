"""How late the event loop is, and what becomes of it."""

import asyncio
import time

import httpx

from arena_backend.lagging import LOOK_SECONDS, Lag
from tests.message.submitting import comes_true
from tests.servers import start_server


def test_a_loop_that_was_held_is_late_at_once_and_for_a_while_at_worst() -> None:
    async def hold() -> tuple[float, float, float]:
        lag = Lag()
        watching = asyncio.create_task(lag.watch())
        await asyncio.sleep(0)
        time.sleep(LOOK_SECONDS + 0.3)  # noqa: ASYNC251 -- that is the point
        at_once = lag.current
        while len(lag.looks) < 4:  # noqa: ASYNC110 -- its looks are what is waited for
            await asyncio.sleep(0)
        watching.cancel()
        return at_once, lag.current, lag.worst

    at_once, later, worst = asyncio.run(hold())

    assert at_once >= 0.3
    assert later < 0.3 <= worst


def test_whoever_is_late_by_a_second_is_not_ready_and_then_is_again(django_db_setup: None) -> None:
    with start_server(application="tests.arena_backend.holding_application:application") as server:
        held = httpx.get(f"{server.url}/ready/", headers={"X-Hold": "1.5"}, timeout=10, trust_env=False)
        alive = httpx.get(f"{server.url}/live/", headers={"X-Hold": "1.5"}, timeout=10, trust_env=False)
        is_back = comes_true(lambda: httpx.get(f"{server.url}/ready/", trust_env=False).is_success)

    assert (held.status_code, held.json()["code"]) == (503, "overloaded")
    assert alive.status_code == 200
    assert is_back
