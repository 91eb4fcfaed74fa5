"""Runs whose rows are there, in which a test itself speaks, and a keeper that takes it down."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import uuid4

from message import journal
from message.journal import Said
from message.models import Message
from message.runs.keeping import Keeper, Scribe
from message.runs.logs import Kind
from message.runs.transcripts import Transcript
from tests.message.runs.blanks import make_blanks, run_of
from tests.message.runs.noticing import PATIENCE_SECONDS
from tests.people import Client

T = TypeVar("T")


class Speaker:
    """A run whose rows are there, and what its scribe was told."""

    def __init__(self, client: Client, sides: int = 1) -> None:
        self.answers = make_blanks(client, sides)
        self.run = run_of(self.answers[0])
        told = Transcript(self.run, uuid4(), replies={answer.participant: answer.pk for answer in self.answers})
        self.logs = told.logs
        self.shown: list[Said] = []
        self.stopped: list[str] = []
        self.scribe = Scribe(told, told.logs, show=self.shown.append, stop=self.stopped.extend)

    def say(self, keeper: Keeper, text: str, *, side: str = "a") -> None:
        self.logs[side].add(Kind.TEXT, text)
        keeper.note(self.scribe)

    @property
    def entries(self) -> list[tuple[int, Any]]:
        news = journal.read_news({self.run: 0})
        return [(entry.number, entry.said) for entry in news.entries]

    @property
    def statuses(self) -> list[str]:
        return [Message.objects.get(pk=answer.pk).status for answer in self.answers]


def play(scene: Callable[[Keeper], Awaitable[T]], *speakers: Speaker) -> T:
    async def perform() -> T:
        keeper = Keeper()
        for speaker in speakers:
            keeper.open(speaker.scribe)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await scene(keeper)
        finally:
            for speaker in speakers:
                keeper.close(speaker.scribe)
            assert keeper.task
            await keeper.task

    return asyncio.run(perform())
