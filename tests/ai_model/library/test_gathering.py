"""Many questions, a few at a time."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from ai_model import acompletion, gather_at_most
from tests.ai_model.saying import SWIFT, message_of, user
from tests.simulator.providing import simulate
from tests.simulator.scenarios import speak


class Room:
    """Counts who is in it."""

    def __init__(self) -> None:
        self.present = 0
        self.most = 0

    async def visit(self, number: int) -> int:
        self.present += 1
        self.most = max(self.most, self.present)
        # The first come out last.
        await asyncio.sleep(0.02 - number / 1000)
        self.present -= 1
        if number == 5:
            raise LookupError
        return number


def gather(coroutines: list[Coroutine[Any, Any, int]], **options: bool) -> list[Any]:
    async def main() -> list[Any]:
        return await gather_at_most(3, coroutines, **options)

    return asyncio.run(main())


def test_results_are_in_the_order_of_the_questions() -> None:
    room = Room()

    assert gather([room.visit(number) for number in (4, 1, 3, 2, 0)]) == [4, 1, 3, 2, 0]
    assert room.most == 3


def test_the_first_failure_ends_all_and_nothing_is_left_behind() -> None:
    room = Room()

    async def main() -> int:
        with pytest.raises(LookupError):
            await gather_at_most(3, [room.visit(number) for number in (5, *range(2))])
        return len(asyncio.all_tasks())

    assert asyncio.run(main()) == 1


def test_failures_can_be_results() -> None:
    results = gather([Room().visit(number) for number in (4, 5, 6)], return_exceptions=True)

    assert [results[0], type(results[1]), results[2]] == [4, LookupError, 6]


def test_nothing_is_gathered_from_nothing() -> None:
    assert gather([]) == []


def test_a_limit_that_lets_nobody_in_is_refused() -> None:
    with pytest.raises(ValueError, match="limit is at least 1; not 0"):
        asyncio.run(gather_at_most(0, []))


def test_providers_are_asked_by_so_many_at_once() -> None:
    async def main() -> tuple[list[str], int]:
        async with simulate({"m": [speak(pause=0.01)]}) as provider:
            asked = [acompletion("mine/m", user(f"{number}"), base_url=provider.url) for number in range(8)]
            answers = await gather_at_most(2, asked)
            return [message_of(answer)["content"] for answer in answers], len(
                {entry.connection for entry in provider.ledger.entries}
            )

    texts, connections = asyncio.run(main())

    assert len(texts) == 8
    assert connections == 2


def test_order_holds_whoever_is_fast() -> None:
    async def main() -> list[str]:
        sums = [f"What is {number}+1? {'' if number % 2 else '[fast]'}" for number in range(6)]
        answers = await asyncio.gather(*(acompletion(SWIFT, user(text)) for text in sums))
        return [message_of(answer)["content"] for answer in answers]

    assert asyncio.run(main()) == [f"{number}+1 = {number + 1}" for number in range(6)]
