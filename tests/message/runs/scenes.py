"""A run whose models speak in this very process, as a registry holds it; a test says what happens to it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from asgiref.sync import sync_to_async

from ai_model.providers import calling
from message.opening import Opened
from message.runs.following import Reader
from message.runs.news import Ended, News
from message.runs.registry import Registry
from message.runs.running import Running
from tests.message.runs.blanks import open_run
from tests.people import Client
from tests.simulator.providing import Provider, simulate
from tests.simulator.scenarios import SCENARIOS, pace, speak

T = TypeVar("T")

SCRIPT = {
    "m": [speak()],
    "slow": [speak(pause=0.1)],
    "endless": [pace(10_000, 0.05)],
    "stall": [SCENARIOS["stall"]],
    "mute": [SCENARIOS["mute"]],
}


class Scene:
    def __init__(self, provider: Provider, opened: Opened) -> None:
        self.provider = provider
        self.opened = opened
        self.registry = Registry()
        self.running = Running(opened, self.registry.saver, keeper=self.registry.keeper)
        self.registry.runs[opened.run.pk] = self.running

    async def hear_all(self) -> list[News]:
        return [each async for news in Reader(self.running.transcript, {}) for each in news]

    async def wait_for_words(self) -> None:
        reader = Reader(self.running.transcript, {})
        while not all(log.position for log in self.running.transcript.logs.values()):
            await anext(reader)
        await reader.aclose()

    async def wait_for_end(self, side: str) -> None:
        reader = Reader(self.running.transcript, {})
        while side not in self.running.transcript.ends:
            await anext(reader)
        await reader.aclose()


def play(owner: Client, models: Mapping[str, str], scene: Callable[[Scene], Awaitable[T]]) -> T:
    async def perform() -> T:
        async with simulate(SCRIPT) as provider:
            opened = await sync_to_async(open_run)(owner, provider.url, models)
            try:
                return await scene(Scene(provider, opened))
            finally:
                await calling.close()

    return asyncio.run(perform())


def ends(news: list[News]) -> dict[str, str]:
    return {each.side: each.code or each.reason for each in news if isinstance(each, Ended)}
