"""Calls that are given up at any moment, and how to see what they leave behind."""

import asyncio
import gc
import random
from collections.abc import Iterator
from dataclasses import replace

from ai_model.providers.calling import Caller
from ai_model.providers.calls import Call
from ai_model.providers.watching import Watch
from tests.ai_model.providers.hearing import hear, make_call
from tests.simulator.scenarios import SCENARIOS, refuse, speak
from tests.simulator.steps import Pause, Scenario

# Some end soon, some never; what can happen to a call happens here to some.
SCRIPT: dict[str, list[Scenario]] = {
    "quick": [speak()],
    "slow": [(Pause(0.005), *speak(pause=0.003))],
    "busy": [refuse(503), speak()],
    **{name: [SCENARIOS[name]] for name in ("mute", "half-a-head", "stall", "reset-in-body", "stale", "flood")},
}
# The last moment at which one is given up, in seconds.
LONGEST = 0.03
FALLBACK_CHANCE = 0.2
STOPPED, HEARD = "stopped", "heard"


def make_calls(url: str, count: int, *, dice: random.Random, at_once: int) -> Iterator[Call]:
    for _ in range(count):
        first, second = dice.choices(sorted(SCRIPT), k=2)
        call = make_call(url, first, max_concurrency=at_once)
        yield replace(call, fallback=make_call(url, second)) if dice.random() < FALLBACK_CHANCE else call


async def stop_after(seconds: float, caller: Caller, *, call: Call) -> str:
    """How far it came."""
    hearing = asyncio.create_task(hear(caller, call))
    await asyncio.wait([hearing], timeout=seconds)
    hearing.cancel()
    await asyncio.wait([hearing])
    return STOPPED if hearing.cancelled() else hearing.result().error or HEARD


def find_remains(caller: Caller) -> dict[str, int]:
    """What nobody needs any more when all calls are over."""
    gc.collect()
    # By their type alone: proxies of what has gone answer no question.
    watches = [each for each in gc.get_objects() if type(each) is Watch]
    return {
        "tasks": len(asyncio.all_tasks()) - 1,
        "timers": sum(not watch.timer.cancelled() for watch in watches),
        "places": sum(size - queue._value for (_, size), queue in caller.queues.items()),
        "waiters": sum(len(queue._waiters or ()) for queue in caller.queues.values()),
        "trials": sum(breaker.trial is not None for breaker in caller.breakers.values()),
    }
