"""Whoever stops listening, at whatever moment, leaves nothing behind."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable

import pytest

from ai_model.providers import breaking, exchange, retrying
from ai_model.providers.calling import Caller
from tests.ai_model.providers.hearing import LOOPS, make_call, run
from tests.ai_model.providers.stopping import HEARD, LONGEST, SCRIPT, STOPPED, find_remains, make_calls, stop_after
from tests.simulator.ledger import FINISHED, LEFT
from tests.simulator.providing import Provider

CANCELS, BATCH, AT_ONCE = 1000, 50, 16
# Of one in each batch, who hears all of it however slow the machine is.
PATIENCE_SECONDS = 30.0


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything takes about as long as a caller stays, and a model that was left alone is soon tried again."""
    monkeypatch.setattr(retrying, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(breaking, "REST_SECONDS", 0.01)
    monkeypatch.setattr(exchange, "FAREWELL_SECONDS", 0.01)


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_thousand_who_leave_at_any_moment_leave_nothing(loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    dice = random.Random(20)

    async def play(provider: Provider, caller: Caller) -> tuple[Counter[str], Counter[str], dict[str, int]]:
        calls = list(make_calls(provider.url, CANCELS, dice=dice, at_once=AT_ONCE))
        results: Counter[str] = Counter()
        for start in range(0, CANCELS, BATCH):
            batch = calls[start : start + BATCH]
            stopping = (stop_after(dice.uniform(0, LONGEST), caller, call=call) for call in batch)
            staying = stop_after(
                PATIENCE_SECONDS, caller, call=make_call(provider.url, "quick", max_concurrency=AT_ONCE)
            )
            results.update(await asyncio.gather(staying, *stopping))
        await caller.close()
        await provider.settle()
        return results, Counter(entry.end for entry in provider.ledger.entries), find_remains(caller)

    results, ends, remains = run(play, SCRIPT, loop=loop)

    assert all((results[STOPPED], results[HEARD], ends[LEFT], ends[FINISHED]))
    assert ends.total() < CANCELS
    assert not ends[""]
    assert remains == dict.fromkeys(remains, 0)
