"""Who does the harm: what happens to a stage, when and to whom, all drawn from one seed."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from random import Random

from tests.faults.stage import Stage
from tests.faults.workers import Worker

# How long a worker that is told to end may take.
END_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Blow:
    """After so many seconds, this kind, on the worker with that number, for so long."""

    after: float
    kind: str
    whom: int
    seconds: float


def fork(dice: Random) -> Random:
    """For a task of its own: who comes when to the same dice is left to the machine."""
    return Random(dice.random())


def plan(dice: Random, blows: int, *, workers: int) -> list[Blow]:
    return [
        Blow(dice.uniform(0.2, 4.0), dice.choice(list(BLOWS)), dice.randrange(workers), dice.uniform(0.1, 10.0))
        for _ in range(blows)
    ]


async def strike(stage: Stage, blows: list[Blow]) -> None:
    """One after the other; each is over before the next one falls."""
    for blow in blows:
        await asyncio.sleep(blow.after)
        await BLOWS[blow.kind](stage, stage.workers[blow.whom], blow.seconds)


async def kill(stage: Stage, worker: Worker, seconds: float) -> None:
    worker.kill()
    await asyncio.sleep(seconds)
    await worker.restart()


async def kill_at_once_again(stage: Stage, worker: Worker, seconds: float) -> None:
    """Also while it starts."""
    worker.kill()
    worker.start()
    await asyncio.sleep(min(seconds, 2.0))
    await kill(stage, worker, 0)


async def terminate(stage: Stage, worker: Worker, seconds: float) -> None:
    worker.terminate()
    assert await worker.ended(END_SECONDS), worker.read_log()
    await worker.restart()


async def freeze(stage: Stage, worker: Worker, seconds: float) -> None:
    worker.freeze()
    await asyncio.sleep(seconds)
    worker.thaw()


async def pause(stage: Stage, worker: Worker, seconds: float) -> None:
    with stage.database.paused():
        await asyncio.sleep(seconds)


BLOWS: Mapping[str, Callable[[Stage, Worker, float], Awaitable[None]]] = {
    each.__name__: each for each in (kill, kill_at_once_again, terminate, freeze, pause)
}
