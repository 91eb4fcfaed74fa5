"""Workers are told to end: whoever is answered is answered to the end, and nobody is turned away twice."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
import uvloop

from tests.faults.calling import Cut, Door, call, connect
from tests.faults.clients import Doors, ask, listen
from tests.faults.figures import Figures
from tests.faults.histories import INTERRUPTED, Ear, Talk
from tests.faults.nemesis import fork
from tests.faults.people import Person, ask_next
from tests.faults.stage import Builder, Stage
from tests.faults.voices import SLOW_SECONDS
from tests.faults.workers import Worker

# How many speak at once, and for how long each.
SHORT_CROWD, FULL_CROWD = (20, 4.0), (100, 10.0)
# More than the longest answer; less than the drain of a worker.
END_SECONDS = 25.0
SHORT_DRAIN_SECONDS = 2
LOOK_SECONDS = 0.1
SHARE_READ_TWICE = 0.3


@pytest.mark.seeds(short=1, full=3)
def test_a_rolling_restart_goes_unnoticed(pair: Stage, dice: Random, is_short: bool, figures: Figures) -> None:
    streams, seconds = SHORT_CROWD if is_short else FULL_CROWD

    talks, failures, complaints = uvloop.run(roll(pair, dice, streams=streams, seconds=seconds))

    cut = [talk for talk in talks for ear in talk.ears if ear.count_breaks("cut")]
    refused = [talk for talk in talks if not talk.run or any(map(is_refused_twice, talk.ears))]
    figures.add("truncated", *[talk in cut for talk in talks])
    figures.add("refused", *[talk in refused for talk in talks])
    assert complaints == []
    assert [talk.refusals for talk in refused] == []
    assert [ear.breaks for talk in cut for ear in talk.ears] == []
    assert failures == []


async def roll(stage: Stage, dice: Random, *, streams: int, seconds: float) -> tuple[list[Talk], list[int], list[str]]:
    """All that was asked meanwhile, and the statuses of other requests that failed twice."""
    await stage.simulator.talk(seconds, pause=SLOW_SECONDS)
    firsts = await stage.prepare(dice, streams)
    talks: list[Talk] = []
    over = asyncio.Event()
    async with stage.nginx() as nginx:
        crowd = [
            asyncio.create_task(keep_asking(talk, nginx.door, fork(dice), seconds=seconds, over=over, talks=talks))
            for talk in firsts
        ]
        looking = asyncio.create_task(keep_looking(stage.people[0], nginx.door, over=over))
        for worker in stage.workers:
            await asyncio.sleep(dice.uniform(seconds / 2, seconds))
            await renew(worker)
        await asyncio.sleep(1.0)
        over.set()
        await asyncio.gather(*crowd)
        failures = await looking
    return talks, failures, await stage.complain(talks)


def is_refused_twice(ear: Ear) -> bool:
    return ("refused", "refused") in pairwise(how for how, _ in ear.breaks)


async def renew(worker: Worker) -> None:
    worker.terminate()
    assert await worker.ended(END_SECONDS), worker.read_log()
    await worker.restart()


async def keep_asking(
    talk: Talk, door: Door, dice: Random, *, seconds: float, over: asyncio.Event, talks: list[Talk]
) -> None:
    """One question after the other in the same session: each as soon as the one before it is answered."""
    await asyncio.sleep(dice.uniform(0, seconds))
    while not over.is_set():
        talk = ask_next(talk, dice)
        talks.append(talk)
        asking = asyncio.create_task(ask(talk, Doors(door)))
        if dice.random() < SHARE_READ_TWICE:
            await asyncio.sleep(dice.uniform(0, seconds))
            await listen(talk, Doors(door))
        await asking


async def keep_looking(person: Person, door: Door, *, over: asyncio.Event) -> list[int]:
    failures: list[int] = []
    while not over.is_set():
        statuses = [await look(person, door)]
        if statuses[0] >= 500:
            statuses.append(await look(person, door))
            failures += statuses[1:] if statuses[1] >= 500 else []
        await asyncio.sleep(LOOK_SECONDS)
    return failures


async def look(person: Person, door: Door) -> int:
    """A connection that breaks is told as nginx would tell it."""
    try:
        return (await call(door, "GET", "/api/sessions/", headers=person.headers)).status
    except Cut:
        return 502


@pytest.mark.seeds(short=1, full=5)
def test_a_drain_has_an_end_and_readers_hear_of_it(build_stage: Builder, dice: Random) -> None:
    stage = build_stage(workers=2, ARENA_DRAIN_SECONDS=str(SHORT_DRAIN_SECONDS))

    talks, refusal, complaints = uvloop.run(drain(stage, dice))

    assert complaints == []
    assert refusal == (503, "draining")
    assert [ear.breaks for talk in talks for ear in talk.ears if ear.count_breaks("cut")] == []
    assert any(end.get("code") == "interrupted" for talk in talks for ear in talk.ears for end in ear.ends.values())


async def drain(stage: Stage, dice: Random) -> tuple[Sequence[Talk], tuple[int, str], list[str]]:
    """One of two ends while both speak, and each has readers of the other's runs."""
    await stage.simulator.talk(SHORT_DRAIN_SECONDS + 4.0)
    ending, staying = dice.sample(stage.workers, 2)
    talks = await stage.prepare(dice, 6)
    late, *talks = talks
    reading = [
        asyncio.create_task(converse(stage, talk, home, stage.workers))
        for talk, home in zip(talks, [ending, staying] * 3, strict=False)
    ]
    async with connect(ending.door) as connection:
        await (await connection.ask("GET", "/live/")).read()
        await asyncio.sleep(1.5)
        for talk in talks:
            talk.other_ends |= {INTERRUPTED} if talk.accepted_at == ending.door.url else set()
        ending.terminate()
        await asyncio.sleep(0.3)
        answer = await connection.ask("POST", "/api/messages/stream/", headers=late.headers, body=late.body)
        refusal = answer.status, (await answer.read()).decode()
    await asyncio.gather(*reading)
    assert await ending.ended(END_SECONDS)
    return talks, (refusal[0], "draining" if '"draining"' in refusal[1] else refusal[1]), await stage.complain(talks)


async def converse(stage: Stage, talk: Talk, home: Worker, workers: Sequence[Worker]) -> None:
    asking = asyncio.create_task(ask(talk, stage.doors(home)))
    await asyncio.sleep(0.5)
    await asyncio.gather(asking, *[listen(talk, stage.doors(worker)) for worker in workers])
