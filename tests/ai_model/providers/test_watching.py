"""One timer for all the waits of an answer."""

import asyncio

import pytest

from ai_model.providers.errors import Endless, NoFirstByte, ProviderError, Silent
from ai_model.providers.watching import Patience, Watch


async def wait(watch: Watch, seconds: float = 10.0) -> None:
    with watch:
        await asyncio.sleep(seconds)


async def wait_often(watch: Watch, seconds: float, times: int) -> None:
    for _ in range(times):
        await wait(watch, seconds)


@pytest.mark.parametrize(
    ("patience", "has_heard", "lateness"),
    [
        (Patience(first_byte=0.02), False, NoFirstByte),
        (Patience(silence=0.02), True, Silent),
        (Patience(wall=0.02), False, Endless),
        (Patience(wall=0.02), True, Endless),
    ],
)
def test_what_ran_out_is_told(patience: Patience, has_heard: bool, lateness: type[ProviderError]) -> None:
    async def play() -> int:
        watch = Watch(patience)
        if has_heard:
            watch.has_heard()
        with pytest.raises(lateness):
            await wait(watch)
        task = asyncio.current_task()
        assert task
        return task.cancelling()

    assert asyncio.run(play()) == 0


def test_waits_that_end_in_time_move_no_timer() -> None:
    async def play() -> bool:
        watch = Watch(Patience())
        timer = watch.timer
        await wait_often(watch, 0.0, 10)
        return watch.timer is timer

    assert asyncio.run(play())


def test_the_wall_stands_whatever_is_said() -> None:
    async def play() -> None:
        watch = Watch(Patience(wall=0.05))
        with pytest.raises(Endless):
            await wait_often(watch, 0.01, 1000)

    asyncio.run(play())


def test_a_listener_who_is_busy_elsewhere_is_not_the_providers_silence() -> None:
    """The timer rings long after the last wait, and then in the middle of a new one."""

    async def play() -> tuple[bool, bool]:
        watch = Watch(Patience(first_byte=30.0))
        watch.since -= 60.0
        watch._look()
        waiting = asyncio.create_task(wait(watch, 0.01))
        await asyncio.sleep(0)
        watch._look()
        await waiting
        return watch.is_late, watch.timer.cancelled()

    assert asyncio.run(play()) == (False, False)


def test_who_is_cancelled_while_the_time_runs_out_is_cancelled() -> None:
    async def play() -> bool:
        watch = Watch(Patience(first_byte=0))
        waiting = asyncio.create_task(wait(watch))
        await asyncio.sleep(0)
        watch._look()
        waiting.cancel()
        await asyncio.wait([waiting])
        return waiting.cancelled()

    assert asyncio.run(play())
