"""Whoever reads on another worker reads the same, hardly later; and whoever stops there is obeyed."""

import asyncio
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from random import Random

import pytest
import uvloop

from tests.faults.calling import call
from tests.faults.clients import Doors, ask, listen, wait_until_taken
from tests.faults.figures import Figures
from tests.faults.histories import STOPPED, Mark, Talk
from tests.faults.stage import Stage
from tests.faults.voices import SLOW_SECONDS
from tests.faults.workers import Worker

# Runs begin within this time, and all speak at once for a while.
BEGIN_SECONDS, TALK_SECONDS = 4.0, 6.0
ENDLESS_SECONDS = 60.0
ACCEPTED = 202


@pytest.mark.seeds(short=1, full=1)
def test_readers_elsewhere_hear_the_same(pair: Stage, dice: Random, is_short: bool, figures: Figures) -> None:
    talks, complaints = uvloop.run(read_elsewhere(pair, dice, runs=10 if is_short else 50))

    unequal = [talk for talk in talks if talk.ears[0].shown != talk.ears[1].shown]
    figures.add("unequal", *[talk in unequal for talk in talks])
    figures.add("behind", *[1000 * seconds for talk in talks for seconds in measure_lag(talk)])
    assert complaints == []
    assert unequal == []


async def read_elsewhere(stage: Stage, dice: Random, *, runs: int) -> tuple[list[Talk], list[str]]:
    await stage.simulator.talk(TALK_SECONDS, pause=SLOW_SECONDS)
    talks = await stage.prepare(dice, runs)
    await asyncio.gather(
        *[read_twice(talk, dice.sample(stage.workers, 2), dice.uniform(0, BEGIN_SECONDS)) for talk in talks]
    )
    return talks, await stage.complain(talks)


async def read_twice(talk: Talk, workers: Sequence[Worker], seconds: float) -> None:
    home, other = workers
    await asyncio.sleep(seconds)
    asking = asyncio.create_task(ask(talk, Doors(home.door)))
    await asyncio.gather(asking, listen(talk, Doors(other.door)))


def measure_lag(talk: Talk) -> Iterator[float]:
    """How much later what the owner's reader was shown was there for the other one."""
    owner, other = talk.ears
    for side, marks in owner.marks.items():
        theirs = other.marks[side]
        for mark in marks:
            found = bisect_left(theirs, mark.position, key=position_of)
            yield theirs[found].at - mark.at if found < len(theirs) else TALK_SECONDS


def position_of(mark: Mark) -> int:
    return mark.position


@pytest.mark.seeds(short=1, full=5)
def test_a_stop_elsewhere_is_obeyed_at_once(pair: Stage, dice: Random, figures: Figures) -> None:
    statuses, reasons, seconds, complaints = uvloop.run(stop_elsewhere(pair, dice, runs=8))

    figures.add("stop", *seconds)
    assert set(statuses) == {ACCEPTED}
    assert reasons == {"stopped"}
    assert complaints == []


async def stop_elsewhere(
    stage: Stage, dice: Random, *, runs: int
) -> tuple[list[int], set[str], list[float], list[str]]:
    """What each stop was answered with, what readers were told, how long providers went on, and what does not fit."""
    await stage.simulator.talk(ENDLESS_SECONDS)
    talks = await stage.prepare(dice, runs)
    stops = [stop_later(talk, dice.sample(stage.workers, 2), dice.uniform(0.3, 2.0)) for talk in talks]
    told = await asyncio.gather(*stops)
    complaints = await stage.complain(talks)
    calls = await stage.simulator.calls()
    at = {talk.question: at for talk, (_, at) in zip(talks, told, strict=True)}
    seconds = [(call.ended or time.monotonic()) - at[call.question] for call in calls if call.question in at]
    reasons = {end.get("reason", "") for talk in talks for ear in talk.ears for end in ear.ends.values()}
    return [status for status, _ in told], reasons, seconds, complaints


async def stop_later(talk: Talk, workers: Sequence[Worker], seconds: float) -> tuple[int, float]:
    """The answer to the stop, and when it was sent."""
    home, other = workers
    asking = asyncio.create_task(ask(talk, Doors(home.door)))
    await wait_until_taken(talk)
    await asyncio.sleep(seconds)
    talk.other_ends.add(STOPPED)
    at = time.monotonic()
    answer = await call(other.door, "POST", f"/api/runs/{talk.run}/stop/", headers=talk.headers, body={})
    await asking
    return answer.status, at
