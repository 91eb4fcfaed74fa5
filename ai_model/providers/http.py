"""The one HTTP client: how a request gets to a provider and its answer back, and what each foreign exception means."""

import asyncio
import socket
import ssl
import time
from collections.abc import Mapping
from contextvars import ContextVar
from io import BytesIO
from typing import Any

import aiohttp
import httpx
from aiohttp import SocketFactoryType
from aiohttp.http_exceptions import HttpProcessingError
from httpx_aiohttp import AiohttpTransport
from yarl import URL

from ai_model.providers import errors, guarding
from ai_model.providers.errors import ProviderError

Meanings = tuple[tuple[type[BaseException], type[ProviderError]], ...]

CONNECT_SECONDS = 5.0
# Shorter than what servers allow: they close the connection, not we the call.
KEEP_ALIVE_SECONDS = 15.0

# The first that fits counts. What may fail where is drawn apart: before the head of an answer, and after it.
BEFORE: Meanings = (
    (aiohttp.ClientConnectorDNSError, errors.NameUnknown),
    (socket.gaierror, errors.NameUnknown),
    (aiohttp.ClientSSLError, errors.TLSFailed),
    (aiohttp.ServerFingerprintMismatch, errors.TLSFailed),
    (ssl.SSLError, errors.TLSFailed),
    (aiohttp.InvalidURL, errors.Misaddressed),
    (aiohttp.NonHttpUrlClientError, errors.Misaddressed),
    (httpx.InvalidURL, errors.Misaddressed),
    (httpx.UnsupportedProtocol, errors.Misaddressed),
    (ValueError, errors.Misaddressed),
    (TimeoutError, errors.ConnectTimedOut),
    (httpx.TimeoutException, errors.ConnectTimedOut),
    (guarding.OffLimits, errors.OffLimits),
    (aiohttp.ClientConnectorError, errors.ConnectionRefused),
    (httpx.ConnectError, errors.ConnectionRefused),
    (ConnectionRefusedError, errors.ConnectionRefused),
    (aiohttp.ClientResponseError, errors.BadHead),
    (aiohttp.ClientPayloadError, errors.BadHead),
    (HttpProcessingError, errors.BadHead),
    (httpx.ProtocolError, errors.BadHead),
    (aiohttp.ClientError, errors.HeadReset),
    (httpx.HTTPError, errors.HeadReset),
    (OSError, errors.HeadReset),
)
AFTER: Meanings = (
    (aiohttp.ClientResponseError, errors.BadBody),
    (HttpProcessingError, errors.BadBody),
    (httpx.ProtocolError, errors.BadBody),
    (TimeoutError, errors.Silent),
    (httpx.TimeoutException, errors.Silent),
    (aiohttp.ClientError, errors.BodyReset),
    (httpx.HTTPError, errors.BodyReset),
    (OSError, errors.BodyReset),
)
# Of an answer's head: never followed, never sent back, and so not even read.
UNREAD = frozenset({b"location", b"set-cookie"})

is_reused: ContextVar[bool] = ContextVar("is_reused", default=False)
# By the clock of `time.monotonic`.
connected_at: ContextVar[float | None] = ContextVar("connected_at", default=None)


def foreign_to(meanings: Meanings) -> tuple[type[BaseException], ...]:
    return tuple(foreign for foreign, _ in meanings)


def translate(error: BaseException, meanings: Meanings) -> ProviderError:
    kind = next(meaning for foreign, meaning in meanings if isinstance(error, foreign))
    reason = getattr(error, "os_error", None)
    if isinstance(reason, guarding.OffLimits):
        return errors.OffLimits()
    if isinstance(reason, ConnectionResetError):
        # Somebody listens; while connecting, only TLS speaks.
        return errors.TLSFailed()
    if kind is errors.HeadReset and is_reused.get():
        return errors.StaleConnection()
    return kind()


async def _note_reuse(*args: Any) -> None:
    is_reused.set(True)


async def _note_connection(*args: Any) -> None:
    connected_at.set(time.monotonic())


async def _note_sent(session: Any, context: Any, params: Any) -> None:
    """From now on somebody may work for us, and want to be paid."""
    if context.trace_request_ctx:
        context.trace_request_ctx()


class Transport(AiohttpTransport):
    """The parent of version 0.2.0 takes refused connections and unknown names for timeouts, lets an error of aiohttp's
    through, and spells the percents of a path anew; so this one asks by itself.

    It keeps two sets of connections: one that was opened to a private address on the operator's word must not carry
    what was meant for the same address on somebody else's."""

    public_client: aiohttp.ClientSession | None = None

    def get_client(self) -> aiohttp.ClientSession:
        return self._open(guarding.open_socket)

    def _open(self, open_socket: SocketFactoryType) -> aiohttp.ClientSession:
        # Own authorities (SSL_CERT_FILE) count beside the known ones.
        self.ssl_context.load_default_certs()
        tracing = aiohttp.TraceConfig()
        tracing.on_connection_reuseconn.append(_note_reuse)
        tracing.on_connection_create_end.append(_note_connection)
        tracing.on_request_headers_sent.append(_note_sent)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, ssl=self.ssl_context, keepalive_timeout=KEEP_ALIVE_SECONDS, socket_factory=open_socket
            ),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS),
            # One user's cookies must not go with the next one's question.
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trace_configs=[tracing],
        )

    def _client_for(self, request: httpx.Request) -> aiohttp.ClientSession:
        """Whoever does not say that an address may be private is not believed."""
        may_be_private = request.extensions.get("may_be_private", False)
        if not guarding.may_be_called(str(request.url), may_be_private=may_be_private):
            raise guarding.OffLimits
        if not may_be_private:
            self.public_client = self.public_client or self._open(guarding.open_public_socket)
            return self.public_client
        if not isinstance(self.client, aiohttp.ClientSession):
            self.client = self.get_client()
        return self.client

    async def aclose(self) -> None:
        await super().aclose()
        if self.public_client is not None:
            await self.public_client.close()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        is_reused.set(False)
        connected_at.set(None)
        try:
            answer = await self._client_for(request).request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=request.headers,
                # In pieces: a long question must not hold up the others.
                data=BytesIO(request.content),
                allow_redirects=False,
                trace_request_ctx=request.extensions.get("note_sent"),
            )
        except foreign_to(BEFORE) as error:
            raise translate(error, BEFORE) from error
        return httpx.Response(
            answer.status,
            headers=[pair for pair in answer.raw_headers if pair[0].lower() not in UNREAD],
            stream=Body(answer),
            extensions={"read": answer.content.readany, "connected_at": connected_at.get()},
            request=request,
        )


class Body(httpx.AsyncByteStream):
    """Of an answer. Where it turns into what is no HTTP, aiohttp 3.14 closes the connection and tells nobody; so this
    one tells whoever reads."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.closed: asyncio.Future[None] | None = None
        # Without a connection, all of it is here.
        if answer.connection is not None and answer.connection.protocol is not None:
            self.closed = answer.connection.protocol.closed
            if self.closed is None:
                self._end()
            else:
                self.closed.add_done_callback(self._end)

    async def aclose(self) -> None:
        if self.closed is not None:
            # The connection may carry many more answers.
            self.closed.remove_done_callback(self._end)
            self.closed.remove_done_callback(_forget)
            self.closed.add_done_callback(_forget)
        if not self.answer.content.is_eof() and self.answer.connection and self.answer.connection.transport:
            # Does not wait until the rest of our question is sent, or until TLS has said goodbye.
            self.answer.connection.transport.abort()
        self.answer.release()

    def _end(self, closed: asyncio.Future[None] | None = None) -> None:
        if closed is not None:
            _forget(closed)
        content = self.answer.content
        if not content.is_eof() and content.exception() is None:
            content.set_exception(HttpProcessingError())


def _forget(closed: asyncio.Future[None]) -> None:
    """An error that nobody asks for would be logged."""
    if not closed.cancelled():
        closed.exception()


def make_client() -> httpx.AsyncClient:
    """One for an event loop: its TLS context alone takes milliseconds to make."""
    return httpx.AsyncClient(
        transport=Transport(trust_env=False),
        trust_env=False,
        follow_redirects=False,
        # Compressed, an answer could grow without bound.
        headers={"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "arena"},
    )


def write(client: httpx.AsyncClient, url: str, *, headers: Mapping[str, str], body: bytes) -> httpx.Request:
    try:
        return client.build_request("POST", url, content=body, headers=headers)
    except foreign_to(BEFORE) as error:
        raise translate(error, BEFORE) from error


def get_connected_at(response: httpx.Response) -> float | None:
    """Nothing if a connection that was left open has carried it."""
    return response.extensions["connected_at"]


async def read(response: httpx.Response) -> bytes:
    """Whatever has arrived, at least a byte; nothing at the end. Spares a packet four generators of httpx's."""
    try:
        return await response.extensions["read"]()
    except foreign_to(AFTER) as error:
        raise translate(error, AFTER) from error
