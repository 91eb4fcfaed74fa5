"""The disk is full: nothing new is taken, all there is can be read, and once there is room everything goes on."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import pytest
import uvloop

from tests.faults.calling import call
from tests.faults.clients import Doors, ask
from tests.faults.histories import Refusal, Talk
from tests.faults.holding import NotAllowed, hold
from tests.faults.stage import Builder, Stage

SIZE = "64m"
TALK_SECONDS = 5.0
FULL_SECONDS = 3.0
# The last page of the disk is that small.
PIECES = (64 * 1024, 4 * 1024, 512)
# Nothing packs it, so each such question needs pages that are not there.
LETTERS = 30_000


@pytest.fixture
def disk() -> Iterator[Path]:
    # Not among other temporary files: PostgreSQL has to get there too.
    place = Path(tempfile.mkdtemp(prefix="arena-disk-", dir="/tmp"))
    try:
        with hold("mounting", str(place), SIZE):
            yield place
    except NotAllowed as error:
        place.rmdir()
        pytest.skip(f"no small disk can be mounted here: {error}")


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in PIECES:
            with suppress(OSError):
                while file.write(bytes(size)):
                    pass
    try:
        yield
    finally:
        ballast.unlink()


@pytest.mark.seeds(short=1, full=3)
def test_a_full_disk_takes_nothing_and_breaks_nothing(disk: Path, build_stage: Builder, dice: Random) -> None:
    stage = build_stage(workers=2, place=disk)

    refusals, reads, complaints = uvloop.run(fill(stage, dice, disk))

    assert complaints == []
    assert refusals
    assert {refusal.status for refusal in refusals} <= {507, 503}
    assert set(reads) == {200}


async def fill(stage: Stage, dice: Random, disk: Path) -> tuple[list[Refusal], list[int], list[str]]:
    """How questions were refused, what reading was answered with, and what does not fit."""
    await stage.simulator.talk(TALK_SECONDS)
    talks = await stage.prepare(dice, 6)
    long = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789 ", k=LETTERS))
    late = await stage.prepare(dice, 6, words=long)
    asking = [asyncio.create_task(ask(talk, stage.doors(dice.choice(stage.workers)))) for talk in talks]
    await asyncio.sleep(1.5)
    with filled(disk):
        ended = asyncio.create_task(asyncio.sleep(FULL_SECONDS))
        taken = [asyncio.create_task(ask(talk, Doors(dice.choice(stage.workers).door), tries=1)) for talk in late]
        reads = await read_all(stage, talks)
        await ended
    await asyncio.gather(*asking, *taken)
    refusals = [refusal for talk in late for refusal in talk.refusals]
    await asyncio.gather(*[ask(talk, stage.doors(stage.workers[0]), tries=10) for talk in late if not talk.run])
    return refusals, reads, await stage.complain([*talks, *late])


async def read_all(stage: Stage, talks: Sequence[Talk]) -> list[int]:
    paths = [("/api/sessions/", person.headers) for person in stage.people]
    paths += [(f"/api/sessions/{talk.session}/", talk.headers) for talk in talks]
    return [
        (await call(worker.door, "GET", path, headers=headers)).status
        for worker in stage.workers
        for path, headers in paths
    ]
