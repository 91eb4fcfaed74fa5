"""Answers that are followed while they are said."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ai_model import acompletion, errors
from ai_model.library.streams import Stream
from tests.ai_model.saying import SWIFT, delta_of, message_of, run_alone, user, wait_for_calls, wait_for_ends
from tests.simulator.providing import simulate
from tests.simulator.scenarios import SCENARIOS, WHOLE, WORDS, pace, speak


async def follow(text: str, **options: Any) -> tuple[Stream, list[dict[str, Any]]]:
    stream = await acompletion(SWIFT, user(text), stream=True, **options)
    return stream, [chunk async for chunk in stream]


async def collect(stream: Stream, said: list[str]) -> None:
    async for chunk in stream:
        delta = delta_of(chunk)
        said.append(delta.get("content", ""))


def test_the_first_chunk_is_there_before_the_last_is_sent() -> None:
    async def main() -> dict[str, Any]:
        async with simulate({"slow": [SCENARIOS["stall"]]}) as provider:
            async with (
                asyncio.timeout(5),
                await acompletion("mine/slow", user("Why?"), base_url=provider.url, stream=True) as stream,
            ):
                chunk = await anext(stream)
                assert provider.ledger.running == 1
            return chunk

    assert delta_of(asyncio.run(main())) == {"role": "assistant", "content": WORDS[0]}


def test_chunks_come_one_by_one() -> None:
    async def main() -> list[float]:
        clock = asyncio.get_running_loop().time
        async with simulate({"slow": [speak(pause=0.05)]}) as provider:
            stream = await acompletion("mine/slow", user("Why?"), base_url=provider.url, stream=True)
            return [clock() async for _ in stream]

    times = asyncio.run(main())

    assert times[len(WORDS) - 1] - times[0] > 0.1


def test_the_chunks_together_are_the_response() -> None:
    stream, chunks = asyncio.run(follow("What is 2+2? [think] [fast]"))

    message = message_of(stream.response)
    assert "".join(delta_of(chunk).get("content", "") for chunk in chunks) == message["content"]
    assert "".join(delta_of(chunk).get("reasoning_content", "") for chunk in chunks) == message["reasoning_content"]
    assert chunks[-1]["usage"] == stream.response["usage"]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks if chunk["usage"]] == ["stop"]


def test_several_answers_come_mixed() -> None:
    async def main() -> list[int]:
        async with simulate({"m": [pace(3, 0.02)]}) as provider:
            stream = await acompletion("mine/m", user("Why?"), base_url=provider.url, stream=True, n=2)
            return [chunk["choices"][0]["index"] async for chunk in stream]

    indexes = asyncio.run(main())

    assert indexes.count(0) == indexes.count(1) == 4
    assert indexes != sorted(indexes)
    assert indexes != sorted(indexes, reverse=True)


def test_what_keeps_it_from_beginning_is_raised_at_once() -> None:
    async def main() -> None:
        await acompletion(SWIFT, user("[fail 401]"), stream=True)

    with pytest.raises(errors.Unauthorised):
        asyncio.run(main())


def test_what_was_said_before_a_cut_is_not_lost() -> None:
    async def main() -> tuple[str, dict[str, Any]]:
        stream = await acompletion(SWIFT, user("Tell me about rain. [cut] [fast]"), stream=True)
        said: list[str] = []
        with pytest.raises(errors.BodyReset):
            await collect(stream, said)
        return "".join(said), stream.response

    said, response = asyncio.run(main())

    assert said
    assert message_of(response)["content"] == said
    assert response["choices"][0]["finish_reason"] is None
    assert response["usage"]["estimated"]


def test_time_runs_out_between_two_chunks() -> None:
    async def main() -> str:
        stream = await acompletion(SWIFT, user("Tell me about rain. [stall] [fast]"), stream=True, timeout=0.3)
        with pytest.raises(errors.Endless):
            await collect(stream, [])
        return message_of(stream.response)["content"]

    assert asyncio.run(main())


async def close(kept: list[Stream]) -> None:
    await kept[0].aclose()
    assert all(task.done() for task in kept[0]._tasks)
    assert [chunk async for chunk in kept[0]] == []


async def leave(kept: list[Stream]) -> None:
    async with kept[0]:
        pass


async def break_off(kept: list[Stream]) -> None:
    async for _ in kept.pop():
        break


async def drop(kept: list[Stream]) -> None:
    kept.clear()


async def cancel(kept: list[Stream]) -> None:
    task = asyncio.ensure_future(collect(kept[0], []))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("part", [close, leave, break_off, drop, cancel])
def test_whoever_leaves_lets_the_provider_go(part: Callable[[list[Stream]], Awaitable[None]], n: int) -> None:
    async def main() -> set[str]:
        async with simulate({"m": [SCENARIOS["stall"]]}) as provider:
            kept = [await acompletion("mine/m", user("Why?"), base_url=provider.url, stream=True, n=n)]
            gc.disable()
            try:
                await part(kept)
                await wait_for_ends(provider)
            finally:
                gc.enable()
            return {entry.end for entry in provider.ledger.entries}

    assert asyncio.run(main()) == {"left"}


def test_the_first_that_fails_ends_all() -> None:
    async def main() -> set[str]:
        async with simulate({"m": [SCENARIOS["reset-in-body"], SCENARIOS["stall"]]}) as provider:
            stream = await acompletion("mine/m", user("Why?"), base_url=provider.url, stream=True, n=2)
            with pytest.raises(errors.BodyReset):
                await collect(stream, [])
            await wait_for_ends(provider)
            return {entry.end for entry in provider.ledger.entries}

    assert asyncio.run(main()) == {"reset", "left"}


def test_a_stream_can_be_ended_while_somebody_reads() -> None:
    async def main() -> list[str]:
        said: list[str] = []
        stream = await acompletion(SWIFT, user("Tell me about rain. [fast] [stall]"), stream=True)
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            tasks.create_task(collect(stream, said))
            await asyncio.sleep(0.1)
            await stream.aclose()
        return said

    assert asyncio.run(main())


def test_whoever_gives_up_before_the_first_chunk_lets_the_provider_go() -> None:
    async def main() -> set[str]:
        async with simulate({"m": [SCENARIOS["mute"]]}) as provider:
            asking = asyncio.create_task(acompletion("mine/m", user("Why?"), base_url=provider.url, stream=True))
            await wait_for_calls(provider)
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            await wait_for_ends(provider)
            return {entry.end for entry in provider.ledger.entries}

    assert asyncio.run(main()) == {"left"}


PROGRAM = """
import asyncio
from ai_model import ProviderError, acompletion
QUESTION = [{"role": "user", "content": "Tell me about rain. [fast] [stall]"}]
kept = []
async def main():
    kept.append(await acompletion("demo/swift", QUESTION, stream=True))
    kept.append(await acompletion("demo/swift", QUESTION, stream=True, n=2))
    async for chunk in kept[0]:
        break
    await acompletion("demo/swift", [{"role": "user", "content": "What is 2+2? [fast]"}])
    try:
        await acompletion("demo/swift", [{"role": "user", "content": "[fail 401]"}])
    except ProviderError:
        pass
    kept.append(asyncio.create_task(acompletion("demo/swift", QUESTION)))
    await asyncio.sleep(0.05)
asyncio.run(main())
asyncio.run(main())
print("done")
"""


def test_a_program_that_ends_in_the_middle_leaves_nothing_open() -> None:
    assert run_alone(PROGRAM) == ("done\n", "")


def test_the_whole_is_what_was_sent() -> None:
    async def main() -> dict[str, Any]:
        async with simulate() as provider:
            return await acompletion("mine/m", user("Why?"), base_url=provider.url)

    response = asyncio.run(main())

    assert message_of(response)["content"] == WHOLE
    assert response["usage"]["total_tokens"] == 12
