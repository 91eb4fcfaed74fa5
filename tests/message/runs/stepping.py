"""A run without anybody who speaks, as it is told at a pace: a test says what is said, and when there is a step."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from message.paces import Pace, keep_step
from message.runs.following import Reader
from message.runs.news import Began, News
from message.runs.pacing import Paced
from message.runs.transcripts import Transcript
from tests.message.runs import staging
from tests.message.runs.staging import wait_for
from tests.message.wire.script import QUESTION, REPLIES, RUN

T = TypeVar("T")

BEGAN = Began(RUN, QUESTION, REPLIES, {"a": 0, "b": 0})


def play(scene: Callable[[Transcript, Paced], Awaitable[T]], pace: Pace = keep_step) -> T:
    return staging.play(lambda told: scene(told, Paced(told, pace)))


async def step(paced: Paced, reader: Reader) -> list[News]:
    """What it brings to a reader who waits."""
    waiting = await wait_for(reader)
    paced.step()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    if waiting.done():
        return await waiting
    waiting.cancel()
    return []


async def hear_all(reader: Reader) -> list[News]:
    return [each async for news in reader for each in news]
