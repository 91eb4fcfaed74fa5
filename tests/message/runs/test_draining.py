"""A process that is told to end begins nothing new, and gives what speaks its time."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from api.refusals import Code, Refusal
from message.models import Message, Run
from message.opening import Opened
from message.runs.news import News, Said
from message.runs.registry import Registry
from tests.message.runs.blanks import make_blanks, open_run, run_of
from tests.message.runs.scenes import Scene, ends, play
from tests.people import Client
from tests.simulator.providing import refusing_url


def test_what_speaks_may_end_by_itself(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[list[News], float]:
        scene.registry.start(scene.running)
        hearing = asyncio.create_task(scene.hear_all())
        began = time.monotonic()
        await scene.registry.drain(10)
        return await hearing, time.monotonic() - began

    heard, seconds = play(owner, {"a": "slow", "b": "m"}, scene)

    assert ends(heard) == {"a": "stop", "b": "stop"}
    assert seconds < 5


def test_what_takes_longer_is_interrupted_and_stored(owner: Client) -> None:
    async def scene(scene: Scene) -> tuple[list[News], float]:
        scene.registry.start(scene.running)
        await scene.wait_for_words()
        hearing = asyncio.create_task(scene.hear_all())
        began = time.monotonic()
        await scene.registry.drain(0.3)
        return await hearing, time.monotonic() - began

    heard, seconds = play(owner, {"a": "endless"}, scene)

    assert ends(heard) == {"a": "interrupted"}
    assert 0.3 <= seconds < 5
    reply = Message.objects.get(session__user=owner.user, participant="a")
    assert (reply.status, reply.error_code) == ("error", "interrupted")
    assert reply.content == "".join(each.text for each in heard if isinstance(each, Said))


def test_without_runs_there_is_nothing_to_wait_for() -> None:
    async def perform() -> float:
        began = time.monotonic()
        await Registry().drain(10)
        return time.monotonic() - began

    assert asyncio.run(perform()) < 1


def opening(opened: Opened, message: Message) -> Callable[[], Opened]:
    """Writes something on its way."""

    def open_it() -> Opened:
        Run.objects.filter(pk=run_of(message)).update(format="ui")
        return opened

    return open_it


def test_nothing_new_begins(owner: Client) -> None:
    (other,) = make_blanks(owner)
    opened = open_run(owner, refusing_url(), {"a": "m"})
    registry = Registry()
    registry.is_draining = True

    with pytest.raises(Refusal) as refused:
        registry.open(opening(opened, other))

    assert (refused.value.code, refused.value.status_code, refused.value.retry_after) == (Code.DRAINING, 503, 2)
    assert registry.runs == {}
    # Nothing of it has become true.
    assert Run.objects.get(pk=run_of(other)).format == "lines"


def test_who_asks_the_same_again_finds_it(owner: Client) -> None:
    (other,) = make_blanks(owner)
    earlier = replace(open_run(owner, refusing_url(), {"a": "m"}), plans={})
    registry = Registry()
    registry.is_draining = True

    found = registry.open(opening(earlier, other))

    assert found == (earlier, None)
