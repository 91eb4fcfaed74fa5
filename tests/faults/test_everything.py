"""All faults in any order, while people ask and read through lines that break."""

import asyncio
from contextlib import AsyncExitStack
from functools import partial
from random import Random

import pytest
import uvloop

from tests.faults.calling import Door
from tests.faults.clients import Doors, ask, listen
from tests.faults.histories import OVERLOADED, Talk
from tests.faults.nemesis import Blow, fork, plan, strike
from tests.faults.people import ask_next
from tests.faults.proxy import FOR_EVER, Plan, lay_line
from tests.faults.stage import Stage

TALK_SECONDS = 4.0
ASKERS = 6
TRIES = 100


def draw_plan(dice: Random) -> Plan:
    return Plan(end=dice.choice((dice.randrange(1, 20_000), FOR_EVER)), is_reset=dice.random() < 0.5)


@pytest.mark.seeds(short=1, full=10)
def test_whatever_happens_the_story_is_one(pair: Stage, dice: Random, is_short: bool) -> None:
    blows = plan(dice, 2 if is_short else 6, workers=len(pair.workers))

    talks, complaints = uvloop.run(suffer(pair, dice, blows))

    assert complaints == [], blows
    assert len(talks) >= ASKERS


async def suffer(stage: Stage, dice: Random, blows: list[Blow]) -> tuple[list[Talk], list[str]]:
    await stage.simulator.talk(TALK_SECONDS)
    talks: list[Talk] = []
    over = asyncio.Event()
    async with AsyncExitStack() as stack:
        lines = [
            await stack.enter_async_context(lay_line(worker.door, partial(draw_plan, fork(dice))))
            for worker in stage.workers
        ]
        firsts = await stage.prepare(dice, ASKERS)
        asking = [asyncio.create_task(keep_asking(first, lines, fork(dice), over=over)) for first in firsts]
        await strike(stage, blows)
        over.set()
        for told in await asyncio.gather(*asking):
            talks += told
    return talks, await stage.complain(talks)


async def keep_asking(first: Talk, lines: list[Door], dice: Random, *, over: asyncio.Event) -> list[Talk]:
    """Each in a session of its own; those who ask read, and others read with them."""
    talks: list[Talk] = []
    talk = first
    while True:
        talk.note_death()
        # Who speaks whenever a worker dies is left alone for a while.
        talk.other_ends.add(OVERLOADED)
        talks.append(talk)
        first_door, second = dice.sample(lines, 2)
        asking = asyncio.create_task(ask(talk, Doors(first_door, second), tries=TRIES))
        await asyncio.sleep(dice.uniform(0, TALK_SECONDS))
        if talk.run:
            await listen(talk, Doors(second, first_door))
        await asking
        if over.is_set():
            return talks
        talk = ask_next(talk, dice)
