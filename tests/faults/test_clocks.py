"""The clock of one worker jumps by hours: nobody is taken for dead, nobody outlives itself."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
import uvloop

from tests.faults.calling import call
from tests.faults.clients import ask, listen
from tests.faults.histories import Talk
from tests.faults.stage import Stage
from tests.faults.workers import Worker

JUMPS = {"+2h": 2, "-2h": -2, "+0": 0}
# Longer than a round of whoever looks for the dead.
BETWEEN_SECONDS = 3.0
HOUR_SECONDS = 3600


def find_library() -> Path:
    found = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
    if found is None:
        pytest.skip("libfaketime is not installed. On Debian and Ubuntu this helps: apt install faketime")
    return found


def set_clock(clock: Path, by: str) -> None:
    """At once: it is read all the time, and half of it would be another time."""
    written = clock.with_suffix(".new")
    written.write_text(by)
    written.replace(clock)


@pytest.mark.seeds(short=1, full=3)
def test_a_jumping_clock_ends_nobody(pair: Stage, dice: Random, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    set_clock(clock, "+0")
    # Timers go on as they are: the machine's own do not jump either.
    environment = {
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    jumper = pair.make_worker("clock", LD_PRELOAD=str(find_library()), **environment)

    try:
        hours, complaints = uvloop.run(jump(pair, dice, jumper=jumper, clock=clock))
    finally:
        jumper.kill()

    assert hours == list(JUMPS.values())
    assert complaints == [], jumper.read_log()


async def jump(stage: Stage, dice: Random, *, jumper: Worker, clock: Path) -> tuple[list[int], list[str]]:
    """By how many hours its clock was wrong, and what does not fit."""
    await jumper.restart()
    await stage.simulator.talk(BETWEEN_SECONDS * (len(JUMPS) + 1))
    talks = await stage.prepare(dice, 9)
    workers = [jumper, *stage.workers]
    reading = [asyncio.create_task(converse(talk, stage, workers[place % 3])) for place, talk in enumerate(talks)]
    hours: list[int] = []
    for by in JUMPS:
        set_clock(clock, by)
        await asyncio.sleep(BETWEEN_SECONDS)
        hours.append(await read_hours(jumper))
    await asyncio.gather(*reading)
    return hours, await stage.complain(talks)


async def converse(talk: Talk, stage: Stage, home: Worker) -> None:
    asking = asyncio.create_task(ask(talk, stage.doors(home)))
    await asyncio.sleep(1.0)
    await asyncio.gather(asking, listen(talk, stage.doors(stage.workers[0])))


async def read_hours(worker: Worker) -> int:
    """As its log says: the date of its answers may be some seconds old."""
    await call(worker.door, "GET", "/live/")
    told = datetime.fromisoformat(json.loads(worker.read_log().splitlines()[-1])["time"])
    return round((told - datetime.now(UTC)).total_seconds() / HOUR_SECONDS)
