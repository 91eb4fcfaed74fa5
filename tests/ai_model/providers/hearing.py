"""What a client hears from a provider on a socket: the simulator on one side, a caller on the other."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace
from typing import Any, TypeVar

import uvloop

from ai_model.providers.calling import Caller
from ai_model.providers.calls import Call, Endpoint
from ai_model.providers.errors import ProviderError
from ai_model.providers.events import Event, Text
from ai_model.providers.prompts import Prompt, Said
from ai_model.providers.watching import Patience
from tests.ai_model.providers.replaying import Heard
from tests.simulator.ledger import Entry
from tests.simulator.providing import Provider, simulate
from tests.simulator.steps import Scenario, Script

Told = TypeVar("Told")

# The one that tests have at hand, and the one that the server runs on.
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
# Long enough for a busy machine, short enough for a test.
PATIENCE = Patience(first_byte=0.3, silence=0.3, wall=1.0)


def make_call(
    url: str, model: str = "m", *, dialect: str = "openai-chat", question: str = "What are peaches?", **changes: Any
) -> Call:
    """Changes are those of the endpoint."""
    endpoint = replace(Endpoint("p", dialect, url), **changes)
    return Call(model, endpoint, Prompt(model, (Said("user", question),)), PATIENCE)


async def collect(caller: Caller, call: Call) -> list[Event]:
    async with aclosing(caller.stream(call)) as events:
        return [event async for event in events]


async def wait_for_word(events: AsyncGenerator[Event]) -> None:
    """What comes before is passed over."""
    while not isinstance(await anext(events), Text):
        pass


async def hear(caller: Caller, call: Call) -> Heard:
    heard = Heard()
    try:
        async with aclosing(caller.stream(call)) as events:
            async for event in events:
                heard.hear(event)
    except ProviderError as error:
        heard.error = error.cause
    return heard


@asynccontextmanager
async def stage(script: Script | None = None) -> AsyncIterator[tuple[Provider, Caller]]:
    async with simulate(script) as provider:
        caller = Caller()
        try:
            yield provider, caller
        finally:
            await caller.close()


def run(
    play: Callable[[Provider, Caller], Awaitable[Told]],
    script: Script | None = None,
    *,
    loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
) -> Told:
    """A play, on a stage of its own."""

    async def perform() -> Told:
        async with stage(script) as (provider, caller):
            return await play(provider, caller)

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(perform())


def ask(*scenarios: Scenario, **changes: Any) -> tuple[Heard, Sequence[Entry]]:
    """One call of a model that does this, and what the provider noted."""

    async def play(provider: Provider, caller: Caller) -> tuple[Heard, Sequence[Entry]]:
        heard = await hear(caller, make_call(provider.url, **changes))
        return heard, provider.ledger.of("m")

    return run(play, {"m": scenarios})
