"""How a call gets its answer from a provider that may be busy, broken or out of credit."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from typing import NamedTuple
from weakref import WeakKeyDictionary

from ai_model.providers.breaking import Admission, Breaker, State
from ai_model.providers.calls import Attempt, Call, Endpoint
from ai_model.providers.demo import listening
from ai_model.providers.dialect import Profile
from ai_model.providers.errors import Moderated, ProviderError, QueueFull, Refused, TooLong
from ai_model.providers.events import End, Event, FellBack, Reached
from ai_model.providers.exchange import BUILT_IN, Exchange
from ai_model.providers.http import make_client
from ai_model.providers.retrying import Retries

logger = logging.getLogger(__name__)

# What another model would not answer either.
BLAMELESS = (Refused, TooLong, Moderated)
# How long a call waits for its turn at a provider that answers as many as it may.
QUEUE_SECONDS = 60.0


class Spot(NamedTuple):
    """A model of the catalog may move to another provider."""

    model: str
    address: str


class Begun(NamedTuple):
    """A call whose answer has begun, and which its breaker has let through."""

    exchange: Exchange
    admission: Admission
    turn_at: float

    def measure(self, asked_at: float) -> Reached:
        exchange = self.exchange
        connected = None if exchange.connected_at is None else exchange.connected_at - asked_at
        return Reached(self.turn_at - asked_at, connected, exchange.first_at - asked_at)


class Caller:
    """One for an event loop: the connections, the queue before each provider, the breaker of each model."""

    def __init__(self) -> None:
        self.client = make_client()
        self.queues: dict[tuple[str, int], asyncio.Semaphore] = {}
        self.breakers: dict[Spot, Breaker] = {}
        self.amended: dict[Spot, Profile] = {}
        # How calls ended: reasons of ends, causes of failures.
        self.outcomes: Counter[str] = Counter()
        # Calls that wait for their turn, and those that have it.
        self.waiting = self.speaking = 0

    async def stream(self, call: Call, attempts: list[Attempt] | None = None) -> AsyncGenerator[Event]:
        """The answer, as it is said. Raises a ProviderError where it ends badly; nothing said before is lost. Each
        request that is sent is added to `attempts` at that moment."""
        asked_at = time.monotonic()
        sent = [] if attempts is None else attempts
        for each in _chain(call):
            async with AsyncExitStack() as held:
                begun = await self._reach(each, held, sent)
                if begun is None:
                    continue
                async with aclosing(self._listen(begun, asked_at, is_fallback=each is not call)) as events:
                    async for event in events:
                        yield event
                return

    async def close(self) -> None:
        try:
            await self.client.aclose()
        finally:
            await listening.close()

    def breaker(self, call: Call) -> Breaker:
        """Our own provider is told to fail by those who ask; others shall not suffer for it."""
        if call.endpoint.address in BUILT_IN:
            return Breaker()
        return self.breakers.setdefault(_spot(call), Breaker())

    @property
    def resting(self) -> set[str]:
        """Names of the models that nobody here may ask now."""
        return {spot.model for spot, breaker in self.breakers.items() if breaker.state is State.OPEN}

    def let_rest(self, spot: Spot) -> None:
        """Somebody knows more of it than its calls tell."""
        self.breakers.setdefault(spot, Breaker()).rest()

    @asynccontextmanager
    async def _turn(self, endpoint: Endpoint) -> AsyncIterator[None]:
        """First come, first served."""
        place = (endpoint.address, endpoint.max_concurrency)
        queue = self.queues.setdefault(place, asyncio.Semaphore(endpoint.max_concurrency))
        self.waiting += 1
        try:
            async with asyncio.timeout(QUEUE_SECONDS):
                await queue.acquire()
        except TimeoutError as error:
            raise QueueFull from error
        finally:
            self.waiting -= 1
        self.speaking += 1
        try:
            yield
        finally:
            self.speaking -= 1
            queue.release()

    async def _reach(self, call: Call, held: AsyncExitStack, sent: list[Attempt]) -> Begun | None:
        """The exchange that has begun; nothing if its fallback shall be asked instead."""
        try:
            await held.enter_async_context(self._turn(call.endpoint))
            turn_at = time.monotonic()
            admission = self.breaker(call).admit()
            with admission.judging():
                exchange = await self._persist(call, sent)
        except ProviderError as error:
            self._note(call, error)
            if call.fallback and type(error) not in BLAMELESS:
                return None
            raise
        held.push_async_callback(exchange.close)
        return Begun(exchange, admission, turn_at)

    async def _persist(self, call: Call, sent: list[Attempt]) -> Exchange:
        """Attempts that fail before the first byte are made again."""
        retries = Retries()
        profile = self.amended.get(_spot(call), call.endpoint.form)
        while True:
            exchange = Exchange(self.client, call, profile=profile)
            exchange.on_sent = lambda: sent.append(Attempt(call.model))
            try:
                await self._begin(exchange)
            except ProviderError as error:
                if exchange.is_sent:
                    sent[-1] = Attempt(call.model, error.cause)
                if exchange.amended is None:
                    await retries.wait(error)
                profile = exchange.amended or profile
            else:
                if profile != call.endpoint.form:
                    # It has helped.
                    self.amended[_spot(call)] = profile
                return exchange

    async def _begin(self, exchange: Exchange) -> None:
        async with AsyncExitStack() as failing:
            failing.push_async_callback(exchange.close)
            await exchange.begin()
            # It has begun: whoever listens closes it.
            failing.pop_all()

    async def _listen(self, begun: Begun, asked_at: float, *, is_fallback: bool) -> AsyncGenerator[Event]:
        call, admission = begun.exchange.call, begun.admission
        try:
            with admission.judging():
                if is_fallback:
                    yield FellBack(call.model)
                if begun.exchange.first:
                    yield begun.measure(asked_at)
                async with aclosing(begun.exchange.events()) as events:
                    async for event in events:
                        admission.speak()
                        if isinstance(event, End):
                            admission.succeed()
                            self.outcomes[event.reason] += 1
                        yield event
        except ProviderError as error:
            self._note(call, error)
            raise

    def _note(self, call: Call, error: ProviderError) -> None:
        self.outcomes[error.cause] += 1
        logger.warning("%s did not answer: %s, status %s", call.model, error.cause, error.status or "none")


def _spot(call: Call) -> Spot:
    return Spot(call.model, call.endpoint.address)


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
