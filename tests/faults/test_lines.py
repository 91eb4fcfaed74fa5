"""Connections of clients break and stand still: nobody misses a letter, and nothing is said twice."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from random import Random

import pytest
import uvloop

from tests.faults.calling import Door
from tests.faults.clients import Doors, ask, listen
from tests.faults.histories import Talk
from tests.faults.nemesis import fork
from tests.faults.proxy import FOR_EVER, Plan, lay_line
from tests.faults.stage import Stage

TALK_SECONDS = 4.0
# Who loses the head of an answer does not know whether the question was taken; of a whole one, all is more.
HEAD, BYTES = 400, 12_000


def draw_plan(dice: Random) -> Plan:
    return Plan(
        end=dice.choice((dice.randrange(HEAD), dice.randrange(BYTES), FOR_EVER)),
        is_reset=dice.random() < 0.5,
        stall=dice.choice((dice.randrange(1, BYTES), FOR_EVER)),
        seconds=dice.uniform(0.1, 2.0),
    )


@pytest.mark.seeds(short=1, full=10)
def test_broken_lines_lose_and_repeat_nothing(pair: Stage, dice: Random, is_short: bool) -> None:
    complaints, breaks = uvloop.run(read_through_broken_lines(pair, dice, count=10 if is_short else 25))

    assert complaints == []
    assert breaks > 0


async def read_through_broken_lines(stage: Stage, dice: Random, *, count: int) -> tuple[list[str], int]:
    await stage.simulator.talk(TALK_SECONDS)
    talks = await stage.prepare(dice, count)
    async with AsyncExitStack() as stack:
        lines = [
            await stack.enter_async_context(lay_line(worker.door, partial(draw_plan, fork(dice))))
            for worker in stage.workers
        ]
        await asyncio.gather(*[converse(talk, lines, fork(dice)) for talk in talks])
    breaks = sum(ear.count_breaks("cut") for talk in talks for ear in talk.ears)
    return await stage.complain(talks), breaks


async def converse(talk: Talk, lines: list[Door], dice: Random) -> None:
    """One who asks, and another tab that comes when it likes."""
    await asyncio.sleep(dice.uniform(0, 1))
    first, second = dice.sample(lines, 2)
    asking = asyncio.create_task(ask(talk, Doors(first, second), tries=10))
    await asyncio.sleep(dice.uniform(0, TALK_SECONDS))
    if talk.run:
        await listen(talk, Doors(second, first))
    await asking
