"""Readers that do not read on, and readers that are two."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ai_model import acompletion
from ai_model.library.streams import ROOM, Stream
from tests.ai_model.saying import SWIFT, delta_of, message_of, user, wait_for_ends
from tests.simulator.ledger import Entry
from tests.simulator.providing import SETTLING_SECONDS, Provider, simulate
from tests.simulator.scenarios import flood, play, speak
from tests.simulator.speeches import CHAT, DONE, choice, event

# More of them than any buffer of the system holds.
LETTERS = flood(CHAT.piece("a") * 100)
TEXTS = [f"{number} " for number in range(10 * ROOM)]


async def open_stream(provider: Provider, **options: Any) -> Stream:
    return await acompletion("mine/m", user("Why?"), base_url=provider.url, stream=True, **options)


async def wait_for_silence(entry: Entry) -> None:
    """Until nothing more is written."""
    before = -1
    async with asyncio.timeout(SETTLING_SECONDS):
        while before != entry.written:
            before = entry.written
            await asyncio.sleep(0.2)


async def collect(stream: Stream, said: list[str]) -> None:
    async for chunk in stream:
        delta = delta_of(chunk)
        said.append(delta.get("content", ""))


def test_who_pauses_slows_the_provider() -> None:
    async def main() -> tuple[str, int]:
        async with simulate({"m": [LETTERS]}) as provider, await open_stream(provider) as stream:
            entry = provider.ledger.entries[0]
            await wait_for_silence(entry)
            return entry.end, stream._inbox._heard.qsize()

    end, waiting = asyncio.run(main())

    assert (end, waiting) == ("", ROOM)


def test_who_pauses_misses_nothing() -> None:
    async def main() -> list[str]:
        said: list[str] = []
        async with simulate({"m": [speak(TEXTS)]}) as provider:
            stream = await open_stream(provider)
            await wait_for_ends(provider)
            await collect(stream, said)
        return said

    assert asyncio.run(main()) == [*TEXTS, ""]


def test_of_a_flood_of_usage_only_the_last_is_kept() -> None:
    counts = [event({"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": n}}) for n in range(3000)]
    scenario = play([CHAT.piece("Yes."), *counts, event(choice({}, "stop")), DONE])

    async def main() -> tuple[int, dict[str, Any]]:
        async with simulate({"m": [scenario]}) as provider:
            stream = await open_stream(provider)
            await wait_for_silence(provider.ledger.entries[0])
            waiting = stream._inbox._heard.qsize()
            await collect(stream, [])
            return waiting, stream.response

    waiting, response = asyncio.run(main())

    assert waiting <= 2
    assert (message_of(response)["content"], response["usage"]["completion_tokens"]) == ("Yes.", 2999)


async def close(kept: list[Stream]) -> None:
    async with asyncio.timeout(SETTLING_SECONDS):
        await kept[0].aclose()
    assert all(task.done() for task in kept[0]._tasks)


async def drop(kept: list[Stream]) -> None:
    kept.clear()


async def cancel(kept: list[Stream]) -> None:
    reading = asyncio.create_task(collect(kept[0], []))
    await asyncio.sleep(0)
    reading.cancel()
    await asyncio.gather(reading, return_exceptions=True)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("part", [close, drop, cancel])
def test_who_leaves_after_a_pause_lets_the_provider_go(part: Callable[[list[Stream]], Awaitable[None]], n: int) -> None:
    async def main() -> set[str]:
        async with simulate({"m": [LETTERS]}) as provider:
            kept = [await open_stream(provider, n=n)]
            await asyncio.gather(*map(wait_for_silence, provider.ledger.entries))
            await part(kept)
            await wait_for_ends(provider)
            return {entry.end for entry in provider.ledger.entries}

    assert asyncio.run(main()) == {"left"}


def test_of_two_readers_one_is_told() -> None:
    async def main() -> tuple[list[object], str]:
        stream = await acompletion(SWIFT, user("Count to five. [fast]"), stream=True)
        said: list[str] = []
        async with asyncio.timeout(SETTLING_SECONDS):
            ends = await asyncio.gather(collect(stream, said), collect(stream, said), return_exceptions=True)
        return [type(end) for end in ends], "".join(said)

    ends, said = asyncio.run(main())

    assert ends == [type(None), RuntimeError]
    assert said == "1, 2, 3, 4, 5."


def test_readers_may_take_turns() -> None:
    async def main() -> str:
        stream = await acompletion(SWIFT, user("Count to five. [fast]"), stream=True)
        said: list[str] = []
        await collect(stream, said)
        await collect(stream, said)
        return "".join(said)

    assert asyncio.run(main()) == "1, 2, 3, 4, 5."
