"""Workers are killed in mid-sentence: questions stay, a quarter of a second of text may go, nobody speaks for ever."""

import asyncio
from collections.abc import Sequence
from random import Random

import pytest
import uvloop

from tests.faults.clients import ask, listen
from tests.faults.figures import Figures
from tests.faults.histories import Talk
from tests.faults.invariants import Evidence, complain, judge_ear
from tests.faults.nemesis import fork
from tests.faults.stage import Builder, Stage
from tests.faults.workers import Worker

# In twenty kills, more than two hundred of them are live on the worker that dies.
RUNS = 16
TALK_SECONDS = 4.0
SHARE_OF_VICTIM = 0.8
RESTART_SECONDS = 3.0


@pytest.mark.seeds(short=2, full=22)
def test_what_was_said_survives_its_worker(pair: Stage, dice: Random, figures: Figures) -> None:
    victim, other = dice.sample(pair.workers, 2)

    complaints = uvloop.run(kill_in_mid_sentence(pair, dice, victim=victim, other=other, figures=figures))

    assert complaints == []


async def kill_in_mid_sentence(
    stage: Stage, dice: Random, *, victim: Worker, other: Worker, figures: Figures
) -> list[str]:
    await stage.simulator.talk(TALK_SECONDS)
    talks = await stage.prepare(dice, RUNS, door=other.door)
    homes = [victim if dice.random() < SHARE_OF_VICTIM else other for _ in talks]
    asking = [
        asyncio.create_task(converse(stage, talk, home, dice=fork(dice)))
        for talk, home in zip(talks, homes, strict=True)
    ]
    await asyncio.sleep(dice.uniform(1.0, TALK_SECONDS))
    at = victim.kill()
    hit = [
        talk for talk, home in zip(talks, homes, strict=True) if home is victim and talk.asked_at and not talk.is_over
    ]
    restarting = asyncio.create_task(restart_later(victim, dice.uniform(0, RESTART_SECONDS)))
    seconds = await mark_as_hit(stage, hit, at)
    await asyncio.gather(restarting, *asking)
    evidence = await stage.gather_evidence()
    figures.add("live", *seconds)
    measure(talks, hit, evidence, figures=figures)
    return complain(talks, evidence)


async def mark_as_hit(stage: Stage, hit: Sequence[Talk], at: float) -> list[float]:
    for talk in hit:
        talk.note_death()
    return await stage.watch_live(hit, at)


async def converse(stage: Stage, talk: Talk, home: Worker, *, dice: Random) -> None:
    """One who asks there, and sometimes another tab at any worker."""
    await asyncio.sleep(dice.uniform(0, 2.0))
    asking = asyncio.create_task(ask(talk, stage.doors(home)))
    await asyncio.sleep(dice.uniform(0.1, TALK_SECONDS))
    if talk.run and dice.random() < 0.5:
        await listen(talk, stage.doors(dice.choice(stage.workers)))
    await asking


async def restart_later(worker: Worker, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await worker.restart()


def measure(talks: Sequence[Talk], hit: Sequence[Talk], evidence: Evidence, *, figures: Figures) -> None:
    figures.add("killed", *[1 for _ in hit])
    figures.add("lost questions", *[len(evidence.questions_of(talk)) != 1 for talk in talks if talk.run])
    for talk in hit:
        replies = evidence.replies_of(talk)
        for ear in talk.ears:
            if ear.resumes:
                figures.add("resumes", 0 if list(judge_ear(talk, ear, replies)) else 100)
            for side in replies:
                figures.add("lost", 1000 * sum(each.seconds for each in ear.rewinds if each.side == side))


@pytest.mark.seeds(short=1, full=5)
def test_what_is_kept_before_it_is_shown_is_never_lost(build_stage: Builder, dice: Random) -> None:
    stage = build_stage(workers=2, ARENA_DURABLE="1")
    victim, other = stage.workers
    figures = Figures()

    complaints = uvloop.run(kill_in_mid_sentence(stage, dice, victim=victim, other=other, figures=figures))

    assert complaints == []
    assert sum(figures.measured["killed"]) > 0
    assert sum(figures.measured["lost"]) == 0


@pytest.mark.seeds(short=1, full=5)
def test_who_works_alone_cleans_up_after_itself(build_stage: Builder, dice: Random, figures: Figures) -> None:
    stage = build_stage(workers=1)

    complaints = uvloop.run(kill_the_only_one(stage, dice, figures=figures))

    assert complaints == []


async def kill_the_only_one(stage: Stage, dice: Random, *, figures: Figures) -> list[str]:
    (worker,) = stage.workers
    await stage.simulator.talk(TALK_SECONDS)
    talks = await stage.prepare(dice, RUNS // 2)
    asking = [asyncio.create_task(converse(stage, talk, worker, dice=fork(dice))) for talk in talks]
    await asyncio.sleep(dice.uniform(1.0, TALK_SECONDS))
    worker.kill()
    hit = [talk for talk in talks if talk.asked_at and not talk.is_over]
    await worker.restart()
    figures.add("restart", *await mark_as_hit(stage, hit, worker.ready_at))
    await asyncio.gather(*asking)
    return await stage.complain(talks)
