"""How calls share a provider, stand in for each other, and are remembered."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from ai_model.providers import calling, retrying
from ai_model.providers.calling import Caller
from ai_model.providers.errors import QueueFull
from ai_model.providers.events import End, Event, FellBack, Reached, Reason, Text
from tests.ai_model.providers.hearing import collect, hear, make_call, run, wait_for_word
from tests.ai_model.providers.replaying import Heard
from tests.simulator.ledger import Entry
from tests.simulator.providing import Provider, simulate
from tests.simulator.scenarios import SCENARIOS, WHOLE, WORDS, pace, say, speak
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Hold
from tests.simulator.wire import chunk

# Until whoever was asked first has been heard.
HEAD_START = 0.02


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)


def test_as_many_are_asked_at_once_as_there_are() -> None:
    """More than any pool has places by default."""
    many = 120

    async def play(provider: Provider, caller: Caller) -> None:
        everybody = asyncio.Barrier(many)

        async def meet() -> None:
            async with aclosing(caller.stream(make_call(provider.url, max_concurrency=many))) as events:
                await wait_for_word(events)
                await everybody.wait()

        async with asyncio.timeout(10):
            await asyncio.gather(*(meet() for _ in range(many)))

    run(play, {"m": [say(["so "], Hold())]})


def test_a_provider_answers_as_many_as_it_may_in_the_order_they_came() -> None:
    names = [f"m{number}" for number in range(8)]

    async def play(provider: Provider, caller: Caller) -> Sequence[Entry]:
        calls = [make_call(provider.url, name, max_concurrency=2) for name in names]
        await asyncio.gather(*(hear(caller, call) for call in calls))
        return provider.ledger.entries

    entries = run(play, {name: [speak(pause=0.005)] for name in names})

    assert [entry.model for entry in entries] == names
    assert max(count_at(entry.began, entries) for entry in entries) == 2


def count_at(moment: float, entries: Sequence[Entry]) -> int:
    return sum(entry.began <= moment and (entry.ended is None or moment < entry.ended) for entry in entries)


def test_providers_do_not_wait_for_each_other() -> None:
    async def play(provider: Provider, caller: Caller) -> str:
        stalled = asyncio.create_task(hear(caller, make_call(provider.url, "stalled", max_concurrency=1)))
        await asyncio.sleep(HEAD_START)
        async with simulate() as other:
            heard = await hear(caller, make_call(other.url, max_concurrency=1))
        stalled.cancel()
        return heard.text

    assert run(play, {"stalled": [SCENARIOS["mute"]]}) == WHOLE


@pytest.fixture
def _short_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "QUEUE_SECONDS", 0.05)


@pytest.mark.usefixtures("_short_queue")
def test_who_waits_too_long_for_a_turn_is_told() -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[Heard, int]:
        first = asyncio.create_task(hear(caller, make_call(provider.url, max_concurrency=1)))
        await asyncio.sleep(HEAD_START)
        second = await hear(caller, make_call(provider.url, max_concurrency=1))
        await first
        return second, caller.outcomes[QueueFull().cause]

    second, outcome = run(play, {"m": [SCENARIOS["stall"]]})

    assert (second.error, outcome) == ("queue_full", 1)


@pytest.mark.usefixtures("_short_queue")
def test_where_there_is_no_turn_the_fallback_is_asked() -> None:
    async def play(provider: Provider, caller: Caller) -> list[Event]:
        busy = make_call(provider.url, "busy", max_concurrency=1)
        first = asyncio.create_task(hear(caller, busy))
        await asyncio.sleep(HEAD_START)
        async with simulate() as other:
            events = await collect(caller, replace(busy, fallback=make_call(other.url, "idle")))
        await first
        return events

    assert run(play, {"busy": [SCENARIOS["stall"]]})[0] == FellBack("idle")


@pytest.mark.parametrize("name", ["401", "404", "429", "reset-before-head", "reset-after-head"])
def test_a_fallback_says_who_it_is_and_then_answers(name: str) -> None:
    async def play(provider: Provider, caller: Caller) -> list[Event]:
        third = make_call(provider.url, "third")
        second = replace(make_call(provider.url, "second"), fallback=third)
        return await collect(caller, replace(make_call(provider.url, "first"), fallback=second))

    first, reached, *texts, _, last = run(play, {"first": [SCENARIOS[name]], "second": [SCENARIOS["mute"]]})

    assert first == FellBack("third")
    assert isinstance(reached, Reached)
    assert texts == [Text(word) for word in WORDS]
    assert last == End(Reason.STOP, "stop")


@pytest.mark.parametrize("name", ["400", "stall", "cut"])
def test_there_is_no_fallback_for_a_bad_question_and_none_once_something_was_said(name: str) -> None:
    async def play(provider: Provider, caller: Caller) -> tuple[Heard, int]:
        heard = await hear(caller, replace(make_call(provider.url), fallback=make_call(provider.url, "other")))
        return heard, provider.ledger.count("other")

    heard, others = run(play, {"m": [SCENARIOS[name]]})

    assert heard.error
    assert others == 0


def test_a_fallback_that_nobody_wants_to_hear_is_closed() -> None:
    async def play(provider: Provider, caller: Caller) -> int:
        call = replace(make_call(provider.url), fallback=make_call(provider.url, "other"))
        async with aclosing(caller.stream(call)) as events:
            assert await anext(events) == FellBack("other")
        await provider.settle()
        return provider.ledger.running

    assert run(play, {"m": [SCENARIOS["401"]], "other": [SCENARIOS["stall"]]}) == 0


def test_the_others_cost_one_side_only() -> None:
    """However they behave, what the healthy one says is heard before it says the next."""
    bad = ("stall", "flood", "bad-chunk", "endless-line", "garbage-head", "bomb")
    texts = 20

    async def play(provider: Provider, caller: Caller) -> tuple[list[int], list[Heard]]:
        others = [asyncio.create_task(hear(caller, make_call(provider.url, name))) for name in bad]
        said = [
            count_said(provider) async for event in caller.stream(make_call(provider.url)) if event == Text("word ")
        ]
        return said, await asyncio.gather(*others)

    said, heard = run(play, {"m": [pace(texts, 0.01)]} | {name: [SCENARIOS[name]] for name in bad})

    assert said == pytest.approx(list(range(1, texts + 1)), abs=1)
    assert [each.error for each in heard] == ["silent", "", "bad_body", "line_too_long", "bad_head", "compressed"]


def count_said(provider: Provider) -> int:
    return provider.ledger.of("m")[0].written // len(chunk(CHAT.piece("word ")))


def test_who_stops_listening_closes_the_connection() -> None:
    async def play(provider: Provider, caller: Caller) -> str:
        async with aclosing(caller.stream(make_call(provider.url))) as events:
            await wait_for_word(events)
        await provider.settle()
        return provider.ledger.of("m")[0].end

    assert run(play, {"m": [say(WORDS, Hold())]}) == "left"


def test_how_calls_ended_is_counted() -> None:
    async def play(provider: Provider, caller: Caller) -> dict[str, int]:
        for name in ("m", "m", "401", "reset-in-body"):
            await hear(caller, make_call(provider.url, name))
        return dict(caller.outcomes)

    outcomes = run(play, {name: [SCENARIOS[name]] for name in ("401", "reset-in-body")})

    assert outcomes == {"stop": 2, "unauthorised": 1, "body_reset": 1}


def test_a_loop_has_one_caller_which_ends_with_it() -> None:
    async def find() -> tuple[Caller, Caller]:
        first = calling.current()
        async with simulate() as provider:
            await hear(first, make_call(provider.url))
        return first, calling.current()

    first, again = asyncio.run(find())
    other, _ = asyncio.run(find())

    assert first is again
    assert first is not other
    assert first.client.is_closed
