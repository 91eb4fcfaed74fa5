"""One request and its answer: from a call to the events a model says."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any

import httpx
import orjson

from ai_model.providers import http, rejections
from ai_model.providers.calls import Call
from ai_model.providers.demo import listening
from ai_model.providers.dialect import Profile
from ai_model.providers.errors import Compressed, ProviderError, Refused, WrongType
from ai_model.providers.events import Event
from ai_model.providers.metering import Meter
from ai_model.providers.table import DEMO_ADDRESS
from ai_model.providers.watching import LINGER_SECONDS, Watch

logger = logging.getLogger(__name__)

# Addresses that stand for a provider of our own, which is started at first need.
BUILT_IN: Mapping[str, Callable[[], Awaitable[str]]] = {DEMO_ADDRESS: listening.address}

LONGEST_REFUSAL = 64 * 1024
REFUSAL_SECONDS = 5.0
# What is read at once while others wait.
PART = 4 * 1024
# Whoever says nothing with so many bytes leaves the loop to others for so many times what reading them takes.
IDLE_BYTES = 64 * 1024
IDLE_REST = 4.0
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
        # By the clock of `time.monotonic`; once it has begun.
        self.first_at = 0.0
        self.connected_at: float | None = None
        self.said_at_end = -1
        # What was worth something so far, and how many bytes had been read then.
        self.progress = self.progress_at = 0
        # How to ask again, where a refusal told what it did not like.
        self.amended: Profile | None = None
        self.is_sent = False
        self.on_sent: Callable[[], object] = bool

    async def begin(self) -> None:
        request = await self._write()
        request.extensions["note_sent"] = self._note_sent
        request.extensions["may_be_private"] = self.call.endpoint.may_be_private
        with self.watch:
            response = await self.client.send(request, stream=True)
            self.opened.push_async_callback(response.aclose)
            self.read = partial(http.read, response)
            if response.is_success:
                _check_head(response.headers)
                self.first = await self.read()
        if not response.is_success:
            raise await self._read_refusal(response)
        self.first_at, self.connected_at = time.monotonic(), http.get_connected_at(response)
        self.watch.has_heard()

    async def events(self) -> AsyncGenerator[Event]:
        """What is said, to its end. Raises what ends it early; all that was said before has been told then."""
        piece = self.first
        while piece and not self._has_ended:
            self.meter.weigh(piece)
            for part in parts_of(piece):
                began = time.monotonic()
                for event in self.meter.measure(self.parser.feed(part)):
                    yield event
                if self._has_ended:
                    break
                if len(piece) > PART or self._idle_bytes > IDLE_BYTES:
                    await self._give_way(time.monotonic() - began)
            piece = await self._next_piece()
        if not self._has_ended:
            for event in self.meter.measure(self.parser.close()):
                yield event

    async def close(self) -> None:
        self.watch.stop()
        await self.opened.aclose()

    def _note_sent(self) -> None:
        self.is_sent = True
        self.on_sent()

    @property
    def _idle_bytes(self) -> int:
        return self.meter.read - self.progress_at

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

    async def _give_way(self, taken: float) -> None:
        """The loop is for all. Who sends much and says nothing is read slowly."""
        progress = self.meter.said + sum(draft.size for draft in self.parser.drafts.values())
        if progress != self.progress:
            self.progress, self.progress_at = progress, self.meter.read
        await asyncio.sleep(taken * IDLE_REST if self._idle_bytes > IDLE_BYTES else 0)

    async def _write(self) -> httpx.Request:
        endpoint = self.call.endpoint
        told = endpoint.speech.request(self.call.prompt, self.profile)
        for note in told.notes:
            logger.info("%s: its dialect has no %s; left out", self.call.model, note)
        find = BUILT_IN.get(endpoint.address)
        url = (await find() if find else endpoint.address) + told.path
        body = _as_json(told.body)
        headers = endpoint.speech.authorize(endpoint.key, self.profile, url=url, body=body)
        return http.write(self.client, url, headers={**headers, "Content-Type": "application/json"}, body=body)

    async def _read_refusal(self, response: httpx.Response) -> ProviderError:
        body = await self._read_body()
        try:
            told = orjson.loads(body)
        except orjson.JSONDecodeError:
            told = body.decode(errors="replace")
        if response.status_code in (httpx.codes.BAD_REQUEST, httpx.codes.UNPROCESSABLE_ENTITY):
            self.amended = self._amend(rejections.read_complaint(told))
        return rejections.read(
            told, status=response.status_code, retry_after=rejections.read_retry_after(response.headers)
        )

    def _amend(self, complaint: str) -> Profile | None:
        """Only what this request has said can be said otherwise."""
        speech, prompt = self.call.endpoint.speech, self.call.prompt
        amended = speech.amend(self.profile, complaint)
        if amended and speech.request(prompt, amended).body != speech.request(prompt, self.profile).body:
            return amended
        return None

    async def _read_body(self) -> bytes:
        """Whatever comes of it in a short time; the status alone says enough."""
        body = b""
        self.watch.end_within(REFUSAL_SECONDS)
        with suppress(ProviderError):
            while len(body) < LONGEST_REFUSAL:
                with self.watch:
                    piece = await self.read()
                if not piece:
                    break
                body += piece
        return body


def parts_of(piece: bytes) -> Iterable[bytes]:
    if len(piece) <= PART:
        return (piece,)
    return (piece[start : start + PART] for start in range(0, len(piece), PART))


def _as_json(body: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError as error:
        # Numbers beyond 64 bits, or a schema nested hundreds deep.
        raise Refused from error


async def _read_nothing() -> bytes:
    return b""


def _check_head(headers: httpx.Headers) -> None:
    if headers.get("content-encoding", "").lower() not in ("", "identity"):
        raise Compressed
    if headers.get("content-type", "").lower().startswith("text/html"):
        raise WrongType
