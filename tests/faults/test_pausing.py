"""The database stands still, or lets nobody in: what is being said goes on, what is asked is refused soon."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
import uvloop

from tests.faults.calling import call
from tests.faults.clients import Doors, ask, wait_until_taken
from tests.faults.databases import Postgresql
from tests.faults.figures import Figures
from tests.faults.histories import Refusal, Talk
from tests.faults.nemesis import fork
from tests.faults.stage import Stage

# Within which time runs begin, and how long they go on after it.
BEFORE_SECONDS, AFTER_SECONDS = 2.0, 2.0
# Longer than a lease.
SHORT_PAUSE, LONG_PAUSE = 8.0, 20.0
SLOTLESS_SECONDS = 4.0
LATE = 4
TRIES = 10
OK, UNAVAILABLE = 200, 503


@pytest.mark.seeds(short=1, full=1)
def test_what_is_said_meanwhile_is_stored(pair: Stage, dice: Random, is_short: bool, figures: Figures) -> None:
    runs, seconds = (10, SHORT_PAUSE) if is_short else (50, LONG_PAUSE)

    talks, refusals, complaints = uvloop.run(pause(pair, dice, runs=runs, seconds=seconds))

    unwell = [talk for talk in talks if not is_well(talk)]
    figures.add("unwell", *[talk in unwell for talk in talks])
    figures.add("refusal", *[refusal.seconds for refusal in refusals])
    assert complaints == []
    assert [talk.ears for talk in unwell] == []
    assert len(refusals) == LATE
    assert {(refusal.status, '"unavailable"' in refusal.body) for refusal in refusals} == {(UNAVAILABLE, True)}


async def pause(
    stage: Stage, dice: Random, *, runs: int, seconds: float
) -> tuple[list[Talk], list[Refusal], list[str]]:
    """The talks that went on, how others were refused, and what does not fit."""
    await stage.simulator.talk(BEFORE_SECONDS + seconds + AFTER_SECONDS)
    talks = await stage.prepare(dice, runs)
    late = await stage.prepare(dice, LATE)
    asking = [asyncio.create_task(begin(talk, stage.doors(dice.choice(stage.workers)), fork(dice))) for talk in talks]
    await asyncio.gather(*map(wait_until_taken, talks))
    with stage.database.paused():
        ended = asyncio.create_task(asyncio.sleep(seconds))
        await asyncio.sleep(1.0)
        await asyncio.gather(*[ask(talk, Doors(dice.choice(stage.workers).door), tries=1) for talk in late])
        await ended
    refusals = [refusal for talk in late for refusal in talk.refusals]
    await stage.simulator.talk(1.0)
    await asyncio.gather(*asking, *[ask_until_taken(talk, stage) for talk in late])
    return talks, refusals, await stage.complain([*talks, *late])


async def begin(talk: Talk, doors: Doors, dice: Random) -> None:
    await asyncio.sleep(dice.uniform(0, BEFORE_SECONDS))
    await ask(talk, doors, tries=TRIES)


async def ask_until_taken(talk: Talk, stage: Stage) -> None:
    """With its key. It may take a moment until the database is found again."""
    await asyncio.sleep(1.0)
    await ask(talk, stage.doors(stage.workers[0]), tries=TRIES)


def is_well(talk: Talk) -> bool:
    return talk.is_over and all(end["finishReason"] == "stop" for ear in talk.ears for end in ear.ends.values())


@pytest.mark.only_on("postgresql")
@pytest.mark.seeds(short=1, full=3)
def test_without_slots_requests_wait_briefly_and_streams_go_on(pair: Stage, dice: Random, figures: Figures) -> None:
    talks, answers, complaints = uvloop.run(take_slots(pair, dice))

    statuses = {status for status, _ in answers}
    gaps = [gap for talk in talks for gap in measure_gaps(talk)]
    figures.add("waiting", *[seconds for _, seconds in answers])
    figures.add("gap", *gaps)
    assert complaints == []
    assert UNAVAILABLE in statuses
    assert statuses <= {OK, UNAVAILABLE}
    assert all(map(is_well, talks))


async def take_slots(stage: Stage, dice: Random) -> tuple[list[Talk], list[tuple[int, float]], list[str]]:
    await stage.simulator.talk(BEFORE_SECONDS + SLOTLESS_SECONDS + AFTER_SECONDS)
    talks = await stage.prepare(dice, 8)
    asking = [asyncio.create_task(begin(talk, stage.doors(dice.choice(stage.workers)), fork(dice))) for talk in talks]
    await asyncio.gather(*map(wait_until_taken, talks))
    assert isinstance(stage.database, Postgresql)
    with stage.database.without_slots():
        ended = asyncio.create_task(asyncio.sleep(SLOTLESS_SECONDS))
        answers = await asyncio.gather(*[look(stage, number) for number in range(24)])
        await ended
    await asyncio.gather(*asking)
    return talks, answers, await stage.complain(talks)


async def look(stage: Stage, number: int) -> tuple[int, float]:
    """The status of a list, and how long it took."""
    began = asyncio.get_running_loop().time()
    person = stage.people[number % len(stage.people)]
    door = stage.workers[number % len(stage.workers)].door
    answer = await call(door, "GET", "/api/sessions/", headers=person.headers)
    return answer.status, asyncio.get_running_loop().time() - began


def measure_gaps(talk: Talk) -> Sequence[float]:
    """The longest silence of each side while it spoke."""
    marks = [marks for ear in talk.ears for marks in ear.marks.values()]
    return [max((after.at - before.at for before, after in pairwise(each)), default=0.0) for each in marks]
