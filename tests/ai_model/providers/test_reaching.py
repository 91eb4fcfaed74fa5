"""How long the stages of a call took: told before its answer, and never shorter than what surely passed."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from ai_model.providers import retrying
from ai_model.providers.calling import Caller
from ai_model.providers.calls import Call
from ai_model.providers.events import FellBack, Reached
from tests.ai_model.providers.hearing import LOOPS, ask, collect, hear, make_call, run
from tests.simulator.ledger import Entry
from tests.simulator.providing import Provider
from tests.simulator.scenarios import SCENARIOS, WORDS, begin, refuse, say, speak
from tests.simulator.steps import Hold, Pause

PAUSE = 0.05
# Timers may ring a little early.
SURELY = PAUSE / 2


async def reach(caller: Caller, call: Call) -> Reached:
    """To the end of its answer."""
    heard = await hear(caller, call)
    assert heard.reached
    return heard.reached


@pytest.mark.parametrize("loop", LOOPS)
def test_the_stages_of_a_call_follow_each_other(loop: str) -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[Reached, float]:
        asked_at = time.monotonic()
        reached = await reach(caller, make_call(provider.url))
        return reached, time.monotonic() - asked_at

    reached, whole = run(play, {"m": [(Pause(PAUSE), *speak())]}, loop=LOOPS[loop])

    assert reached.connected
    assert 0 <= reached.queued < reached.connected < reached.first_byte - SURELY
    assert reached.first_byte < whole


def test_a_byte_is_the_first_although_it_says_nothing() -> None:
    async def play(provider: Provider, caller: Caller) -> object:
        async with aclosing(caller.stream(make_call(provider.url))) as events:
            return await anext(events)

    assert isinstance(run(play, {"m": [(*begin([b": still here\n\n"]), Hold())]}), Reached)


@pytest.mark.parametrize("name", ["401", "mute", "head-only", "reset-after-head", "page", "empty", "no-content"])
def test_an_answer_without_a_byte_has_no_first(name: str) -> None:
    heard, _ = ask(SCENARIOS[name])

    assert heard.error
    assert heard.reached is None


def test_a_connection_that_was_left_open_is_not_made() -> None:
    async def play(provider: Provider, caller: Caller) -> list[Reached]:
        return [await reach(caller, make_call(provider.url)) for _ in range(3)]

    first, *others = run(play)

    assert first.connected
    assert [each.connected for each in others] == [None, None]


def test_one_uses_it_while_another_has_to_make_its_own() -> None:
    async def play(provider: Provider, caller: Caller) -> Sequence[Reached]:
        call = make_call(provider.url)
        await hear(caller, call)
        return await asyncio.gather(reach(caller, call), reach(caller, call))

    first, second = run(play, {"m": [speak(), (Pause(PAUSE), *speak())]})

    assert first.connected is None
    assert second.connected


def test_for_a_connection_that_has_gone_another_is_made() -> None:
    async def play(provider: Provider, caller: Caller) -> Reached:
        await hear(caller, make_call(provider.url))
        return await reach(caller, make_call(provider.url))

    assert run(play, {"m": [SCENARIOS["stale"], speak()]}).connected


def test_the_wait_for_a_turn_is_told() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[Reached, float]:
        call = make_call(provider.url, max_concurrency=1)
        async with aclosing(caller.stream(call)) as held:
            await anext(held)
            waiting = asyncio.create_task(reach(caller, call))
            # It has asked, and waits.
            await asyncio.sleep(0)
            waits_since = time.monotonic()
            await asyncio.sleep(PAUSE)
            waited = time.monotonic() - waits_since
        return await waiting, waited

    reached, waited = run(play, {"m": [say(WORDS, Hold()), speak()]})

    assert reached.connected
    assert waited < reached.queued < reached.connected < reached.first_byte


def test_attempts_that_failed_take_their_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)

    async def play(provider: Provider, caller: Caller) -> tuple[float, Reached, Sequence[Entry]]:
        asked_at = time.monotonic()
        reached = await reach(caller, make_call(provider.url))
        return asked_at, reached, provider.ledger.of("m")

    asked_at, reached, (first, second) = run(play, {"m": [refuse(503, retry_after_ms=50), speak()]})

    assert asked_at + reached.queued < first.began
    assert reached.first_byte > second.began - first.began


def test_so_do_models_that_could_not_be_had() -> None:
    async def play(provider: Provider, caller: Caller) -> list[object]:
        call = make_call(provider.url, "away")
        return [*await collect(caller, replace(call, fallback=make_call(provider.url)))]

    first, reached, *_ = run(play, {"away": [(Pause(PAUSE), *SCENARIOS["401"])]})

    assert first == FellBack("m")
    assert isinstance(reached, Reached)
    assert SURELY < reached.queued < reached.first_byte
