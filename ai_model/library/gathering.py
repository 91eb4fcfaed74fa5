"""How many answers are awaited with only so many questions asked at once."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, Literal, TypeVar, overload

T = TypeVar("T")


@overload
async def gather_at_most(
    limit: int, coroutines: Iterable[Coroutine[Any, Any, T]], *, return_exceptions: Literal[False] = False
) -> list[T]: ...


@overload
async def gather_at_most(
    limit: int, coroutines: Iterable[Coroutine[Any, Any, T]], *, return_exceptions: bool
) -> list[T | BaseException]: ...


async def gather_at_most(
    limit: int, coroutines: Iterable[Coroutine[Any, Any, T]], *, return_exceptions: bool = False
) -> list[T] | list[T | BaseException]:
    """Their results in the order of the coroutines. The first that fails ends all, unless exceptions are returned."""
    if limit < 1:
        raise ValueError(f"limit is at least 1; not {limit!r}")
    turns = asyncio.Semaphore(limit)
    waiting = list(coroutines)
    tasks = [asyncio.create_task(_take_turn(turns, coroutine)) for coroutine in waiting]
    try:
        return await asyncio.gather(*tasks, return_exceptions=return_exceptions)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # Those that never had their turn.
        for coroutine in waiting:
            coroutine.close()


async def _take_turn(turns: asyncio.Semaphore, coroutine: Coroutine[Any, Any, T]) -> T:
    async with turns:
        return await coroutine
