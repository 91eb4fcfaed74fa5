"""One request and its answer: from a call to the events a model says."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial

import httpx
import orjson

from ai_model.providers import http, rejections
from ai_model.providers.calls import Call
from ai_model.providers.demo import listening
from ai_model.providers.dialect import Profile
from ai_model.providers.errors import Compressed, ProviderError, WrongType
from ai_model.providers.events import Event
from ai_model.providers.metering import Meter
from ai_model.providers.table import DEMO_ADDRESS
from ai_model.providers.watching import LINGER_SECONDS, Watch

logger = logging.getLogger(__name__)

# Addresses that stand for a provider of our own, which is started at first need.
BUILT_IN: Mapping[str, Callable[[], Awaitable[str]]] = {DEMO_ADDRESS: listening.address}

LONGEST_REFUSAL = 64 * 1024
REFUSAL_SECONDS = 5.0
# For the last bytes of an answer that has said all: then its connection can be used again.
FAREWELL_SECONDS = 0.25


class Exchange:
    """`begin` returns when the first byte of the answer is there; until then, another attempt costs nothing. Whoever
    begins it closes it."""

    def __init__(self, client: httpx.AsyncClient, call: Call, *, profile: Profile) -> None:
        self.client = client
        self.call = call
        self.profile = profile
        self.parser = call.endpoint.speech.parser()
        self.meter = Meter()
        self.watch = Watch(call.patience)
        self.opened = AsyncExitStack()
        self.read: Callable[[], Awaitable[bytes]] = _read_nothing
        self.first = b""
        self.said_at_end = -1
        # How to ask again, where a refusal told what it did not like.
        self.amended: Profile | None = None

    async def begin(self) -> None:
        request = await self._write()
        with self.watch:
            response = await self.client.send(request, stream=True)
            self.opened.push_async_callback(response.aclose)
            self.read = partial(http.read, response)
            if response.is_success:
                _check_head(response.headers)
                self.first = await self.read()
        if not response.is_success:
            raise await self._read_refusal(response)
        self.watch.has_heard()

    async def events(self) -> AsyncGenerator[Event]:
        """What is said, to its end. Raises what ends it early; all that was said before has been told then."""
        piece = self.first
        while piece and not self._has_ended:
            self.meter.weigh(piece)
            for event in self.meter.measure(self.parser.feed(piece)):
                yield event
            piece = await self._next_piece()
        if not self._has_ended:
            for event in self.meter.measure(self.parser.close()):
                yield event

    async def close(self) -> None:
        self.watch.stop()
        await self.opened.aclose()

    @property
    def _has_ended(self) -> bool:
        return self.parser.is_over or self.meter.is_full

    async def _next_piece(self) -> bytes:
        """Nothing at the end, and where only the usage is still to come and does not."""
        if self._has_ended:
            # The last bytes: when they are there too, the connection can be used again.
            self.watch.allow(FAREWELL_SECONDS)
        elif self.parser.end and self.said_at_end != self.meter.said:
            # Nobody waits longer for it, keep-alives or not; only what is still said counts.
            self.said_at_end = self.meter.said
            self.watch.end_within(LINGER_SECONDS)
        try:
            with self.watch:
                return await self.read()
        except ProviderError:
            if self.parser.end or self.meter.is_full:
                return b""
            raise

    async def _write(self) -> httpx.Request:
        endpoint = self.call.endpoint
        told = endpoint.speech.request(self.call.prompt, self.profile)
        for note in told.notes:
            logger.info("%s: its dialect has no %s; left out", self.call.model, note)
        find = BUILT_IN.get(endpoint.address)
        url = (await find() if find else endpoint.address) + told.path
        body = orjson.dumps(told.body)
        headers = endpoint.speech.authorize(endpoint.key, self.profile, url=url, body=body)
        return http.write(self.client, url, headers={**headers, "Content-Type": "application/json"}, body=body)

    async def _read_refusal(self, response: httpx.Response) -> ProviderError:
        body = await self._read_body()
        if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
            self.amended = self.call.endpoint.speech.amend(self.profile, body)
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError:
            told = None
        return rejections.read(
            told, status=response.status_code, retry_after=rejections.read_retry_after(response.headers)
        )

    async def _read_body(self) -> bytes:
        """Whatever comes of it in a short time; the status alone says enough."""
        body = b""
        self.watch.allow(REFUSAL_SECONDS)
        with suppress(ProviderError):
            while len(body) < LONGEST_REFUSAL:
                with self.watch:
                    piece = await self.read()
                if not piece:
                    break
                body += piece
        return body


async def _read_nothing() -> bytes:
    return b""


def _check_head(headers: httpx.Headers) -> None:
    if headers.get("content-encoding", "").lower() not in ("", "identity"):
        raise Compressed
    if headers.get("content-type", "").lower().startswith("text/html"):
        raise WrongType
