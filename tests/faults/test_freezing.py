"""A worker stands still and comes back: others have ended its runs meanwhile, and it has no say in them any more."""

import asyncio
from collections.abc import Mapping, Sequence
from random import Random

import pytest
import uvloop

from tests.faults.clients import ask, listen
from tests.faults.databases import Row, read_messages
from tests.faults.histories import Talk
from tests.faults.stage import Stage
from tests.faults.workers import Worker

RUNS = 6
TALK_SECONDS = 5.0
# Longer than a lease and a round of whoever looks for the dead.
FREEZE_SECONDS = 10.0
# More than a transaction takes.
HOLD_SECONDS = 0.1


@pytest.mark.seeds(short=1, full=5)
def test_a_worker_that_was_given_up_says_nothing_more(pair: Stage, dice: Random) -> None:
    before, after, complaints = uvloop.run(freeze(pair, dice))

    assert complaints == []
    assert {row.status for row in before} == {"error"}
    assert before == after


async def freeze(stage: Stage, dice: Random) -> tuple[Sequence[Row], Sequence[Row], list[str]]:
    """How its replies were stored before it came back, how they are at the end, and what does not fit."""
    await stage.simulator.talk(TALK_SECONDS)
    victim, other = dice.sample(stage.workers, 2)
    theirs = await stage.prepare(dice, RUNS, door=other.door)
    others = await stage.prepare(dice, RUNS, door=other.door)
    reading = [asyncio.create_task(converse(stage, talk, victim, other)) for talk in theirs]
    reading += [asyncio.create_task(converse(stage, talk, other, other)) for talk in others]
    await asyncio.sleep(dice.uniform(1.0, 3.0))
    await freeze_between_transactions(stage, victim)
    for talk in theirs:
        talk.note_death()
    await asyncio.sleep(FREEZE_SECONDS)
    before = await read_replies(stage, theirs)
    victim.thaw()
    await asyncio.gather(*reading)
    complaints = await stage.complain([*theirs, *others])
    return before, await read_replies(stage, theirs), complaints


async def freeze_between_transactions(stage: Stage, victim: Worker) -> None:
    """What it holds of the database nobody else gets while it stands still, and that is as it should be."""
    while True:
        victim.freeze()
        await asyncio.sleep(HOLD_SECONDS)
        if not await asyncio.to_thread(stage.database.is_held):
            return
        victim.thaw()
        await asyncio.sleep(HOLD_SECONDS)


async def converse(stage: Stage, talk: Talk, home: Worker, other: Worker) -> None:
    """Readers at home keep their connection while nothing comes; others hear of the end at once."""
    asking = asyncio.create_task(ask(talk, stage.doors(home)))
    await asyncio.sleep(0.5)
    await asyncio.gather(asking, listen(talk, stage.doors(other)))


async def read_replies(stage: Stage, talks: Sequence[Talk]) -> list[Row]:
    rows: Mapping[str, Talk] = {talk.run: talk for talk in talks}
    found = await asyncio.to_thread(read_messages, stage.database)
    return sorted((row for row in found if row.side and str(row.run) in rows), key=lambda row: row.id)
