"""A run without anybody who speaks: a test says what is said, and who listens."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from message.runs.following import Reader
from message.runs.logs import Kind
from message.runs.news import Ended, News
from message.runs.transcripts import Transcript
from tests.message.wire.script import QUESTION, REPLIES, RUN

T = TypeVar("T")


def play(scene: Callable[[Transcript], Awaitable[T]]) -> T:
    async def perform() -> T:
        return await scene(Transcript(RUN, QUESTION, replies=REPLIES))

    return asyncio.run(perform())


def say(told: Transcript, side: str, text: str, kind: Kind = Kind.TEXT) -> None:
    told.logs[side].add(kind, text)
    told.wake()


def end(told: Transcript, *ends: Ended) -> None:
    for each in ends:
        told.end(replace(each, position=told.logs[each.side].position))


async def wait_for(reader: Reader) -> asyncio.Task[list[News]]:
    """It has begun to wait, or has found something."""
    waiting = asyncio.ensure_future(anext(reader))
    await asyncio.sleep(0)
    return waiting
