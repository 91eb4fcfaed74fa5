"""A side tells all that its model says, and last how it ended, whatever happens to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from ai_model.providers import calling
from ai_model.providers.events import Reached, Text, Usage
from message.models import Failure, Message
from message.runs.outcomes import INTERRUPTED, STOPPED, Outcome
from message.runs.producing import Producer, Queue
from tests.ai_model.providers.hearing import make_call
from tests.simulator.ledger import LEFT
from tests.simulator.providing import Provider, simulate
from tests.simulator.scenarios import SCENARIOS, WORDS, begin, speak
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Hold

T = TypeVar("T")

SUCCESS = Outcome(Message.Status.SUCCESS, "stop")
SCRIPT = {
    "m": [speak()],
    "lingering": [(*begin(CHAT.pieces(WORDS)), Hold())],
    **{name: [scenario] for name, scenario in SCENARIOS.items()},
}


def play(scene: Callable[[Producer, Provider], Awaitable[T]]) -> T:
    async def perform() -> T:
        async with simulate(SCRIPT) as provider:
            try:
                return await scene(Producer("a", asyncio.Queue()), provider)
            finally:
                await calling.close()

    return asyncio.run(perform())


async def hear(queue: Queue) -> tuple[str, Outcome]:
    """To its end: what was said, and how it ended."""
    said = ""
    while True:
        side, event = await queue.get()
        assert side == "a"
        if isinstance(event, Outcome):
            return said, event
        assert isinstance(event, Text | Usage | Reached)
        said += event.text if isinstance(event, Text) else ""


@pytest.mark.parametrize(
    ("model", "said", "outcome"),
    [
        ("m", "".join(WORDS), SUCCESS),
        ("cut", "".join(WORDS[:2]), Outcome.failed(Failure.UPSTREAM_RESET)),
        ("reset-in-body", "".join(WORDS[:2]), Outcome.failed(Failure.UPSTREAM_RESET)),
        ("401", "", Outcome.failed(Failure.AUTH)),
    ],
)
def test_what_is_said_comes_before_how_it_ended(model: str, said: str, outcome: Outcome) -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[tuple[str, Outcome], bool]:
        producer.start(make_call(provider.url, model))
        return await hear(producer.queue), producer.queue.empty()

    assert play(scene) == ((said, outcome), True)


def test_who_is_stopped_in_the_middle_leaves_its_provider() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[list[bool], Outcome, str]:
        producer.start(make_call(provider.url, "stall"))
        while not isinstance((await producer.queue.get())[1], Text):
            pass
        stopped = [producer.end(STOPPED), producer.end(STOPPED)]
        _, outcome = await hear(producer.queue)
        await provider.settle()
        return stopped, outcome, provider.ledger.entries[0].end

    assert play(scene) == ([True, False], STOPPED, LEFT)


def test_who_is_ended_before_its_first_step_tells_so() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[tuple[str, Outcome], int]:
        producer.start(make_call(provider.url))
        producer.end(INTERRUPTED)
        return await hear(producer.queue), len(provider.ledger.entries)

    assert play(scene) == (("", INTERRUPTED), 0)


def test_who_is_stopped_before_it_has_begun_asks_nobody() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[list[bool], tuple[str, Outcome], int]:
        stopped = [producer.end(STOPPED), producer.end(INTERRUPTED)]
        producer.start(make_call(provider.url))
        return stopped, await hear(producer.queue), len(provider.ledger.entries)

    assert play(scene) == ([True, False], ("", STOPPED), 0)


def test_who_is_cancelled_by_others_was_interrupted() -> None:
    async def scene(producer: Producer, provider: Provider) -> Outcome:
        producer.start(make_call(provider.url, "stall"))
        await producer.queue.get()
        assert producer.task
        producer.task.cancel()
        return (await hear(producer.queue))[1]

    assert play(scene) == INTERRUPTED


def test_who_has_ended_cannot_be_stopped() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[Outcome, bool]:
        producer.start(make_call(provider.url))
        _, outcome = await hear(producer.queue)
        return outcome, producer.end(STOPPED)

    assert play(scene) == (SUCCESS, False)


def test_an_end_is_told_at_once_though_its_connection_stays_open() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[str, Outcome, bool]:
        producer.start(make_call(provider.url, "lingering"))
        said, outcome = await hear(producer.queue)
        assert producer.task
        return said, outcome, producer.task.done()

    assert play(scene) == ("".join(WORDS), SUCCESS, False)


def test_a_stop_after_the_end_changes_nothing() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[bool, Outcome | None, bool, bool]:
        producer.start(make_call(provider.url, "lingering"))
        await hear(producer.queue)
        stopped = producer.end(STOPPED)
        assert producer.task
        await asyncio.wait([producer.task])
        await asyncio.sleep(0)
        return stopped, producer.outcome, producer.task.cancelled(), producer.queue.empty()

    assert play(scene) == (False, SUCCESS, False, True)


def test_who_was_stopped_stays_so_though_nobody_could_be_asked() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[tuple[str, Outcome], bool]:
        producer.end(STOPPED)
        producer.fail(Failure.AUTH)
        return await hear(producer.queue), producer.queue.empty()

    assert play(scene) == (("", STOPPED), True)


def test_where_nobody_can_be_asked_that_is_told() -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[tuple[str, Outcome], bool]:
        producer.fail(Failure.AUTH)
        return await hear(producer.queue), producer.end(STOPPED)

    assert play(scene) == (("", Outcome.failed(Failure.AUTH)), False)


def test_our_own_fault_ends_a_side_too(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(producer: Producer, provider: Provider) -> tuple[str, Outcome]:
        producer.start(make_call(provider.url, dialect="no dialect of ours"))
        return await hear(producer.queue)

    assert play(scene) == ("", Outcome.failed(Failure.INTERNAL))
    assert "our own fault" in caplog.text
