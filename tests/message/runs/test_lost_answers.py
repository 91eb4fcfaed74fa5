"""What was committed though nobody was told so: the row has the last word, with its text and its figures."""

import asyncio
from typing import Any

from asgiref.sync import sync_to_async

from message.runs.news import Called, Ended, News, Said
from message.runs.saving import Ending, write_all
from tests.message.runs.distance import SUCCESS
from tests.message.runs.scenes import Scene, play
from tests.people import Client

CALL = {"id": "call_1", "name": "look_up", "arguments": "{}"}
FIGURES = {"usage": {"output_tokens": 5, "cost": 0.5}, "timings": {"duration_ms": 9}}
# Its first words are those that were heard here.
ROW = {"content": "Peaches grow well.", "reasoning": "", "tool_calls": [CALL], **FIGURES}


def store(scene: Scene, **said: Any) -> None:
    """As another has stored it, or we ourselves."""
    write_all([Ending(scene.opened.replies["a"], SUCCESS, scene.opened.run.pk, said)])


async def hear(scene: Scene, **said: Any) -> list[News]:
    scene.registry.start(scene.running)
    await scene.wait_for_words()
    hearing = asyncio.create_task(scene.hear_all())
    await sync_to_async(store)(scene, **said)
    scene.running.stop("a")
    heard = await hearing
    await asyncio.gather(*scene.registry.tasks)
    return heard


def test_the_end_is_told_as_its_row_has_it(owner: Client) -> None:
    heard = play(owner, {"a": "stall"}, lambda scene: hear(scene, **ROW))

    (end,) = [each for each in heard if isinstance(each, Ended)]
    assert (end.status, end.reason, end.position) == ("success", "stop", len("Peaches grow well."))
    assert {"usage": end.usage, "timings": end.timings} == FIGURES
    assert "".join(each.text for each in heard if isinstance(each, Said)) == ROW["content"]
    assert [each.id for each in heard if isinstance(each, Called)] == ["call_1"]


def test_whoever_comes_later_hears_the_same(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[list[News], list[News]]:
        return await hear(scene, **ROW), await scene.hear_all()

    first, later = play(owner, {"a": "stall"}, scene)

    assert first[-1] == later[-1]
    assert "".join(each.text for each in later if isinstance(each, Said)) == ROW["content"]
