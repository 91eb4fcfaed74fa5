"""Every run is held to its end, and every side of it has one, even where we are at fault."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import pytest
from asgiref.sync import sync_to_async

from ai_model.providers import calling
from message.models import Message
from message.runs.following import Reader
from message.runs.news import Ended, News
from message.runs.registry import Registry
from message.runs.running import Running
from tests.message.runs.blanks import open_run
from tests.people import Client
from tests.simulator.ledger import LEFT
from tests.simulator.providing import Provider, simulate
from tests.simulator.scenarios import SCENARIOS, speak

T = TypeVar("T")

SCRIPT = {"m": [speak()], "stall": [SCENARIOS["stall"]], "mute": [SCENARIOS["mute"]]}


class Scene:
    def __init__(self, provider: Provider, running: Running) -> None:
        self.provider = provider
        self.running = running
        self.registry = Registry()
        self.registry.runs[running.transcript.run] = running

    async def hear_all(self) -> list[News]:
        return [each async for news in Reader(self.running.transcript, {}) for each in news]

    async def wait_for_words(self) -> None:
        reader = Reader(self.running.transcript, {})
        while not all(log.position for log in self.running.transcript.logs.values()):
            await anext(reader)
        await reader.aclose()


def play(owner: Client, models: Mapping[str, str], scene: Callable[[Scene], Awaitable[T]]) -> T:
    async def perform() -> T:
        async with simulate(SCRIPT) as provider:
            opened = await sync_to_async(open_run)(owner, provider.url, models)
            try:
                return await scene(Scene(provider, Running(opened, Registry().saver)))
            finally:
                await calling.close()

    return asyncio.run(perform())


def fates(owner: Client) -> list[tuple[str, str, str]]:
    replies = Message.objects.filter(session__user=owner.user).exclude(participant="").order_by("participant")
    return list(replies.values_list("status", "error_code", "content"))


def ends(news: list[News]) -> dict[str, str]:
    return {each.side: each.code or each.reason for each in news if isinstance(each, Ended)}


def test_a_run_is_held_until_it_has_ended(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[int, list[News], int, int]:
        scene.registry.start(scene.running)
        held = len(scene.registry.runs)
        heard = await scene.hear_all()
        await asyncio.gather(*scene.registry.tasks)
        return held, heard, len(scene.registry.runs), len(scene.registry.tasks)

    held, heard, runs, tasks = play(owner, {"a": "m", "b": "m"}, scene)

    assert (held, runs, tasks) == (1, 0, 0)
    assert ends(heard) == {"a": "stop", "b": "stop"}
    assert fates(owner) == [("success", "", "Peaches grow on trees.")] * 2


def test_what_is_closed_before_its_first_step_asks_nobody(owner: Client) -> None:
    """Whoever closes would wait for it to the end of its answer."""

    async def scene(scene: Scene) -> tuple[list[News], int]:
        scene.registry.start(scene.running)
        async with asyncio.timeout(5):
            await scene.registry.close()
        return await scene.hear_all(), len(scene.provider.ledger.entries)

    heard, calls = play(owner, {"a": "mute", "b": "stall"}, scene)

    assert (ends(heard), calls) == ({"a": "interrupted", "b": "interrupted"}, 0)
    assert fates(owner) == [("error", "interrupted", "")] * 2


def test_what_is_stopped_before_its_first_step_asks_nobody(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[list[bool], list[News], int]:
        scene.registry.start(scene.running)
        stopped = [scene.running.stop("a"), scene.running.stop("a")]
        heard = await scene.hear_all()
        return stopped, heard, len(scene.provider.ledger.entries)

    stopped, heard, calls = play(owner, {"a": "mute"}, scene)

    assert (stopped, ends(heard), calls) == ([True, False], {"a": "stopped"}, 0)


def test_a_run_that_breaks_by_our_fault_ends_for_everybody(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(scene: Scene) -> tuple[list[News], int, list[str]]:
        scene.registry.start(scene.running)
        hearing = asyncio.create_task(scene.hear_all())
        await scene.wait_for_words()
        nonsense: Any = ("no side of it", "no event")
        scene.running.queue.put_nowait(nonsense)
        heard = await hearing
        await asyncio.gather(*scene.registry.tasks)
        await scene.provider.settle()
        return heard, len(scene.registry.runs), [entry.end for entry in scene.provider.ledger.entries]

    heard, runs, left = play(owner, {"a": "stall", "b": "stall"}, scene)

    assert ends(heard) == {"a": "internal", "b": "internal"}
    assert fates(owner) == [("error", "internal", "Peaches grow ")] * 2
    assert (runs, left) == (0, [LEFT, LEFT])
    assert "broke" in caplog.text
