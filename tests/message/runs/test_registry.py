"""Every run is held to its end, and every side of it has one, even where we are at fault."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from ai_model.catalog import Amounts
from ai_model.providers.events import Text, Usage
from message.models import Message
from message.runs.news import Ended, News
from message.runs.outcomes import Outcome
from message.runs.registry import Registry
from tests.message.runs.scenes import Scene, ends, play
from tests.people import Client
from tests.simulator.ledger import LEFT


def fates(owner: Client) -> list[tuple[str, str, str]]:
    replies = Message.objects.filter(session__user=owner.user).exclude(participant="").order_by("participant")
    return list(replies.values_list("status", "error_code", "content"))


def test_a_run_is_held_until_it_has_ended(owner: Client) -> None:
    def count(registry: Registry) -> tuple[int, int, int]:
        return len(registry.runs), len(registry.started), len(registry.tasks)

    async def scene(scene: Scene) -> tuple[list[tuple[int, int, int]], list[News]]:
        counts = [count(scene.registry)]
        scene.registry.start(scene.running)
        counts.append(count(scene.registry))
        heard = await scene.hear_all()
        await asyncio.gather(*scene.registry.tasks)
        return [*counts, count(scene.registry)], heard

    counts, heard = play(owner, {"a": "m", "b": "m"}, scene)

    assert counts == [(1, 0, 0), (1, 1, 1), (0, 0, 0)]
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


NONSENSE: Any = 5
NONE: Any = None
DEAR = Amounts(Decimal(1), Decimal(1))


def test_a_side_that_breaks_by_our_fault_ends_alone(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(scene: Scene) -> tuple[list[News], dict[str, Any], int, list[str]]:
        scene.registry.start(scene.running)
        hearing = asyncio.create_task(scene.hear_all())
        await scene.wait_for_words()
        scene.running.queue.put_nowait(("a", Text(NONSENSE)))
        await scene.wait_for_end("a")
        first = dict(scene.running.transcript.ends)
        scene.running.stop("b")
        heard = await hearing
        await asyncio.gather(*scene.registry.tasks)
        await scene.provider.settle()
        return heard, first, len(scene.registry.runs), [entry.end for entry in scene.provider.ledger.entries]

    heard, first, runs, left = play(owner, {"a": "stall", "b": "stall"}, scene)

    assert list(first) == ["a"]
    assert ends(heard) == {"a": "internal", "b": "stopped"}
    assert fates(owner) == [("error", "internal", "Peaches grow "), ("stopped", "", "Peaches grow ")]
    assert (runs, left) == (0, [LEFT, LEFT])
    assert "broke" in caplog.text


def test_an_end_does_not_hide_what_could_not_be_heard(owner: Client) -> None:
    """Its provider may have said all by then."""

    async def scene(scene: Scene) -> list[News]:
        producer = scene.running.producers["a"]
        scene.registry.start(scene.running)
        # Before any word is heard.
        scene.running.queue.put_nowait(("a", Text(NONSENSE)))
        producer.outcome = Outcome(Message.Status.SUCCESS, "stop")
        scene.running.queue.put_nowait(("a", producer.outcome))
        heard = await scene.hear_all()
        await asyncio.gather(*scene.registry.tasks)
        return heard

    assert ends(play(owner, {"a": "m"}, scene)) == {"a": "internal"}
    assert [fate[:2] for fate in fates(owner)] == [("error", "internal")]


def test_a_side_that_cannot_be_counted_ends_alone(owner: Client, caplog: pytest.LogCaptureFixture) -> None:
    async def scene(scene: Scene) -> list[News]:
        for voice in scene.running.voices.values():
            voice.plan = replace(voice.plan, prices={voice.plan.model: DEAR})
        scene.registry.start(scene.running)
        await scene.wait_for_words()
        scene.running.queue.put_nowait(("a", Usage(5, NONE)))
        scene.running.stop("ab")
        heard = await scene.hear_all()
        await asyncio.gather(*scene.registry.tasks)
        return heard

    heard = play(owner, {"a": "stall", "b": "stall"}, scene)

    assert ends(heard) == {"a": "internal", "b": "stopped"}
    assert fates(owner) == [("error", "internal", ""), ("stopped", "", "Peaches grow ")]
    assert "cannot be summed up" in caplog.text


@pytest.mark.parametrize(
    ("row", "told", "position"),
    [
        ({"status": "stopped"}, "stopped", len("Peaches grow ")),
        ({"status": "error", "error_code": "interrupted", "content": "Peach"}, "interrupted", len("Peach")),
        ({"status": "success", "finish_reason": "length"}, "length", 0),
    ],
)
def test_what_is_told_is_what_is_stored(row: dict[str, str], told: str, position: int, owner: Client) -> None:
    """Others may have ended it before."""

    async def scene(scene: Scene) -> list[News]:
        scene.registry.start(scene.running)
        await scene.wait_for_words()
        reply = Message.objects.filter(pk=scene.running.transcript.replies["a"])
        await sync_to_async(reply.update)(**row)
        scene.running.queue.put_nowait(("a", Text(NONSENSE)))
        heard = await scene.hear_all()
        await asyncio.gather(*scene.registry.tasks)
        return heard

    heard = play(owner, {"a": "stall"}, scene)

    (end,) = (each for each in heard if isinstance(each, Ended))
    assert (end.status, end.code or end.reason, end.position) == (row["status"], told, position)
    assert fates(owner) == [(row["status"], row.get("error_code", ""), row.get("content", ""))]
