"""Where nothing is shown before it is kept: what a reader has heard is in the journal, and its end is whole."""

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from message import journal
from message.runs.logs import Kind
from message.runs.news import Ended, News, Said
from message.runs.sweeping import end_abandoned
from tests.message.runs.noticing import noticed, until
from tests.message.runs.scenes import Scene, ends, play
from tests.people import Client

WHOLE = "Peaches grow on trees."


@pytest.fixture(autouse=True)
def durable(settings: Any) -> None:
    settings.ARENA_DURABLE = True


def words(news: list[News], side: str = "a") -> str:
    return "".join(each.text for each in news if isinstance(each, Said) and each.side == side)


def kept(scene: Scene) -> str:
    entries = journal.read_news({scene.opened.run.pk: 0}).entries
    return "".join(text for entry in entries for _, text in entry.said.get("a", ()))


def test_nothing_is_shown_before_it_is_kept(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[int, int, str, str]:
        said, shown = scene.running.voices["a"].log, scene.running.transcript.logs["a"]
        with noticed("INSERT", is_away=True) as outage:
            scene.registry.start(scene.running)
            await until(lambda: outage.count > 1)
            meanwhile = said.position, shown.position
        await scene.wait_for_words()
        behind = shown.text_of(Kind.TEXT), await sync_to_async(kept)(scene)
        scene.running.stop("a")
        await asyncio.gather(*scene.registry.tasks)
        return *meanwhile, *behind

    said, shown, heard, in_journal = play(owner, {"a": "endless"}, scene)

    assert said > 0
    assert shown == 0
    assert heard
    assert in_journal.startswith(heard)


def test_all_is_told_once(owner: Client) -> None:
    async def scene(scene: Scene) -> list[News]:
        scene.registry.start(scene.running)
        heard = await scene.hear_all()
        await asyncio.gather(*scene.registry.tasks)
        return heard

    heard = play(owner, {"a": "slow", "b": "m"}, scene)

    assert [words(heard, side) for side in "ab"] == [WHOLE, WHOLE]
    assert ends(heard) == {"a": "stop", "b": "stop"}
    assert {each.position for each in heard if isinstance(each, Ended)} == {len(WHOLE)}


def test_what_others_have_ended_says_no_more(owner: Client) -> None:
    """They had missed its worker: what that still hears is kept nowhere."""

    async def scene(scene: Scene) -> tuple[int, int, int]:
        scene.registry.start(scene.running)
        await scene.wait_for_words()
        await sync_to_async(end_abandoned)(scene.opened.run.pk)
        said, shown = scene.running.voices["a"].log, scene.running.transcript.logs["a"]
        before = said.position
        with noticed("INSERT") as notice:
            await until(lambda: notice.count > 2)
        positions = said.position - before, shown.position
        scene.running.interrupt()
        await asyncio.gather(*scene.registry.tasks)
        return *positions, scene.running.transcript.ends["a"].position

    more, shown, stored = play(owner, {"a": "endless"}, scene)

    assert more > 0
    assert shown == stored


def test_what_was_told_with_its_end_is_not_shown_again(owner: Client) -> None:
    """A breath that could not be kept before comes after it."""

    async def scene(scene: Scene) -> tuple[list[News], list[News]]:
        with noticed("INSERT", is_away=True) as outage:
            scene.registry.start(scene.running)
            hearing = asyncio.create_task(scene.hear_all())
            await until(lambda: outage.count)
            await scene.wait_for_end("a")
        # Side b speaks on, so the run takes what was waiting.
        await until(lambda: scene.running.transcript.logs["b"].position)
        late = asyncio.create_task(scene.hear_all())
        await asyncio.sleep(0)
        scene.running.stop("b")
        await asyncio.gather(*scene.registry.tasks)
        return await hearing, await late

    heard, late = play(owner, {"a": "m", "b": "endless"}, scene)

    assert words(heard) == WHOLE
    assert words(late) == WHOLE
