"""What an event loop has of ours ends with it, or before."""

import asyncio

from ai_model.providers import calling
from ai_model.providers.demo import listening


def test_whoever_closes_leaves_nothing() -> None:
    async def play() -> tuple[bool, bool, bool]:
        loop, caller = asyncio.get_running_loop(), calling.current()
        await listening.address()
        await calling.close()
        return loop in calling.CALLERS, loop in listening.LISTENERS, caller.client.is_closed

    assert asyncio.run(play()) == (False, False, True)


def test_a_loop_that_ends_takes_its_own_along() -> None:
    async def play() -> tuple[asyncio.AbstractEventLoop, calling.Caller]:
        await listening.address()
        return asyncio.get_running_loop(), calling.current()

    loop, caller = asyncio.run(play())

    assert caller.client.is_closed
    assert loop not in calling.CALLERS
    # What is kept for a loop would keep the loop.
    assert loop not in calling._keepers
    assert loop not in listening.LISTENERS


def test_there_is_one_for_a_loop() -> None:
    async def play() -> bool:
        return calling.current() is calling.current()

    assert asyncio.run(play())


def test_what_was_never_used_is_closed_in_peace() -> None:
    async def play() -> bool:
        await calling.close()
        return asyncio.get_running_loop() in calling.CALLERS

    assert not asyncio.run(play())
