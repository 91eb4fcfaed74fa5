"""How a call gets its answer from a provider that may be busy, broken or out of credit."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from weakref import WeakKeyDictionary

from ai_model.providers.breaking import Breaker
from ai_model.providers.calls import Call, Endpoint
from ai_model.providers.demo import listening
from ai_model.providers.dialect import Profile
from ai_model.providers.errors import BreakerOpen, Moderated, ProviderError, QueueFull, Refused, TooLong
from ai_model.providers.events import End, Event, FellBack
from ai_model.providers.exchange import Exchange
from ai_model.providers.http import make_client
from ai_model.providers.retrying import Retries

logger = logging.getLogger(__name__)

# What another model would not answer either.
BLAMELESS = (Refused, TooLong, Moderated)
# How long a call waits for its turn at a provider that answers as many as it may.
QUEUE_SECONDS = 60.0


class Caller:
    """One for an event loop: the connections, the queue before each provider, the breaker of each model."""

    def __init__(self) -> None:
        self.client = make_client()
        self.queues: dict[tuple[str, int], asyncio.Semaphore] = {}
        self.breakers: dict[str, Breaker] = {}
        self.amended: dict[str, Profile] = {}
        # How calls ended: reasons of ends, causes of failures.
        self.outcomes: Counter[str] = Counter()

    async def stream(self, call: Call) -> AsyncGenerator[Event]:
        """The answer, as it is said. Raises a ProviderError where it ends badly; nothing said before is lost."""
        for each in _chain(call):
            async with AsyncExitStack() as place:
                exchange = await self._reach(each, place)
                if exchange is None:
                    continue
                async with aclosing(self._listen(each, exchange, is_fallback=each is not call)) as events:
                    async for event in events:
                        yield event
                return

    async def close(self) -> None:
        await self.client.aclose()
        await listening.close()

    def breaker(self, call: Call) -> Breaker:
        return self.breakers.setdefault(_spot(call), Breaker())

    @asynccontextmanager
    async def _turn(self, endpoint: Endpoint) -> AsyncIterator[None]:
        """First come, first served."""
        place = (endpoint.address, endpoint.max_concurrency)
        queue = self.queues.setdefault(place, asyncio.Semaphore(endpoint.max_concurrency))
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                await queue.acquire()
        except TimeoutError as error:
            raise QueueFull from error
        try:
            yield
        finally:
            queue.release()

    async def _reach(self, call: Call, place: AsyncExitStack) -> Exchange | None:
        """The exchange that has begun; nothing if its fallback shall be asked instead."""
        try:
            await place.enter_async_context(self._turn(call.endpoint))
            return await self._persist(call)
        except ProviderError as error:
            self._note(call, error)
            if call.fallback and type(error) not in BLAMELESS:
                return None
            raise

    async def _persist(self, call: Call) -> Exchange:
        """Attempts that fail before the first byte are made again."""
        retries = Retries()
        failure: ProviderError | None = None
        while True:
            profile = self.amended.get(_spot(call), call.endpoint.form)
            exchange = Exchange(self.client, call, profile=profile)
            try:
                return await self._begin(exchange)
            except ProviderError as error:
                if exchange.amended:
                    self.amended[_spot(call)] = exchange.amended
                elif failure and isinstance(error, BreakerOpen):
                    # Our own failures have opened it: they say more.
                    raise failure from error
                else:
                    failure = error
                    await retries.wait(error)

    async def _begin(self, exchange: Exchange) -> Exchange:
        breaker = self.breaker(exchange.call)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(exchange.close)
            breaker.admit()
            with breaker.judging():
                await exchange.begin()
            # It has begun: whoever listens closes it.
            stack.pop_all()
        return exchange

    async def _listen(self, call: Call, exchange: Exchange, *, is_fallback: bool) -> AsyncGenerator[Event]:
        breaker = self.breaker(call)
        try:
            with breaker.judging():
                if is_fallback:
                    yield FellBack(call.model)
                async with aclosing(exchange.events()) as events:
                    async for event in events:
                        if isinstance(event, End):
                            breaker.succeed()
                            self.outcomes[event.reason] += 1
                        yield event
        except ProviderError as error:
            self._note(call, error)
            raise
        finally:
            await exchange.close()

    def _note(self, call: Call, error: ProviderError) -> None:
        self.outcomes[error.cause] += 1
        logger.warning("%s did not answer: %s, status %s", call.model, error.cause, error.status or "none")


def _spot(call: Call) -> str:
    """A model of the catalog may move to another provider."""
    return f"{call.model} {call.endpoint.address}"


def _chain(call: Call) -> Iterator[Call]:
    """The call, and those that stand in for it."""
    each: Call | None = call
    while each:
        yield each
        each = each.fallback


CALLERS: WeakKeyDictionary[asyncio.AbstractEventLoop, Caller] = WeakKeyDictionary()
_keepers: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncGenerator[None]] = WeakKeyDictionary()


def current() -> Caller:
    """The caller of the running loop. It is closed with the loop, or before, by `close`."""
    loop = asyncio.get_running_loop()
    if loop not in CALLERS:
        CALLERS[loop] = Caller()
        _keepers[loop] = _keep(CALLERS[loop])
        # To its yield: from now on the loop knows it, and closes it at its own end.
        with suppress(StopIteration):
            _keepers[loop].__anext__().send(None)
    return CALLERS[loop]


async def close() -> None:
    if keeper := _keepers.get(asyncio.get_running_loop()):
        await keeper.aclose()


async def _keep(caller: Caller) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        # Whoever comes now finds none; and what is kept for a loop would keep the loop.
        loop = asyncio.get_running_loop()
        CALLERS.pop(loop, None)
        _keepers.pop(loop, None)
        await caller.close()
