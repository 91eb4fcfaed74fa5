"""One provider's noise is not the others' loss."""

import asyncio
from dataclasses import replace

import pytest

from ai_model.providers import exchange
from ai_model.providers.calling import Caller
from ai_model.providers.exchange import PART
from ai_model.providers.watching import Patience
from tests.ai_model.providers.hearing import hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.providing import Provider
from tests.simulator.scenarios import SSE, WHOLE, WORDS, begin, speak
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Pause, Repeat, Scenario, Send
from tests.simulator.wire import chunk, head

NOISE = {
    "comments": b": x\n" * 20_000,
    "nothing": b"data: {}\n\n" * 8_000,
    "usage": b'data: {"usage": {"prompt_tokens": 1, "completion_tokens": 1}}\n\n' * 1_500,
}


@pytest.mark.parametrize("noise", NOISE.values(), ids=NOISE)
def test_the_loop_turns_while_much_is_read(noise: bytes) -> None:
    """At least once for each part, whatever a packet holds."""
    turns = 0

    async def count_turns() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    async def play(provider: Provider, caller: Caller) -> Heard:
        counting = asyncio.create_task(count_turns())
        heard = await hear(caller, replace(make_call(provider.url), patience=Patience()))
        counting.cancel()
        return heard

    heard = run(play, {"m": [speak_after(noise)]})

    assert heard.text == WHOLE
    assert turns >= len(noise) // PART


def speak_after(noise: bytes) -> Scenario:
    return (*begin([noise]), *speak()[1:])


@pytest.mark.parametrize(("says", "is_held_up"), [(False, True), (True, False)])
def test_only_who_sends_much_and_says_nothing_is_read_slowly(
    says: bool, is_held_up: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "IDLE_REST", 1e9)
    piece = CHAT.piece("so ") if says else CHAT.piece("")
    scenario = speak_after(piece * (exchange.IDLE_BYTES // len(piece) * 3))

    async def play(provider: Provider, caller: Caller) -> bool:
        hearing = asyncio.create_task(hear(caller, replace(make_call(provider.url), patience=Patience())))
        done, _ = await asyncio.wait([hearing], timeout=0.5 if is_held_up else 20)
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
        return not done

    assert run(play, {"m": [scenario]}) is is_held_up


def test_a_refusal_in_drops_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "REFUSAL_SECONDS", 0.05)
    drops: Scenario = (Send(head(401, SSE, Transfer_Encoding="chunked")), *(Pause(0.02), Send(chunk(b" "))) * 400)

    async def play(provider: Provider, caller: Caller) -> Heard:
        async with asyncio.timeout(5):
            return await hear(caller, replace(make_call(provider.url), patience=Patience()))

    assert run(play, {"m": [drops]}).error == "unauthorised"


def test_a_flood_is_not_read_faster_than_it_is_heard() -> None:
    words = (*begin([CHAT.piece(WORDS[0])]), Repeat(chunk(NOISE["comments"])))

    async def play(provider: Provider, caller: Caller) -> tuple[str, str]:
        flooding = asyncio.create_task(hear(caller, make_call(provider.url, "flood")))
        others = [await hear(caller, make_call(provider.url)) for _ in range(20)]
        flooding.cancel()
        await asyncio.gather(flooding, return_exceptions=True)
        return "".join(each.text for each in others), "".join(each.error for each in others)

    assert run(play, {"m": [speak()], "flood": [words]}) == (WHOLE * 20, "")
