"""What holds a connection: uvicorn's own, with the bounds for heads it has not, and refusals in the one shape."""

import logging
from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api import request_ids
from api.refusals import Code, Refusal, respond

logger = logging.getLogger(__name__)

# From the first byte of a head to its last, and from a connection to its first head.
HEAD_SECONDS = 10.0
# Of a head without an end. A whole one is measured by the edge, whose refusals other origins may read.
UNFINISHED_BYTES = 128 * 1024
# Requests that wait behind one that is being answered; a read could bring thousands.
PIPELINED = 16
# Closed at once, a connection takes along what its client has not read yet.
LINGER_SECONDS = 1.0

UNREADABLE = "This is no HTTP request that can be read."
TOO_LONG = "The head of the request is too long."
TOO_LATE = "The head of the request did not come in time."


class Unreadable(Exception):
    """What httptools would let pass, and others on the way might read in another way."""


class Connection(HttpToolsProtocol):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.timer: TimerHandle | None = None
        self.unfinished = 0
        self.has_begun = self.is_in_body = self.is_left = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.is_left:
            return
        if not self.is_in_body:
            self._expect_head()
        super().data_received(data)
        if self.timer:
            self.unfinished += len(data)
        if self.unfinished > UNFINISHED_BYTES:
            self._refuse(Refusal(Code.INVALID, TOO_LONG))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.has_begun = True
        self._expect_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.is_in_body:
            raise Unreadable("a trailer, which would count as a header")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._stop_timer()
        self.has_begun, self.is_in_body = False, True
        refuse_ambiguous(self.parser.get_http_version(), self.headers)
        if len(self.pipeline) >= PIPELINED:
            raise Unreadable("more requests at once than anybody sends")
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.is_in_body = False
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        self._refuse(Refusal(Code.INVALID, UNREADABLE))

    def _expect_head(self) -> None:
        if self.timer is None:
            self.timer = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _stop_timer(self) -> None:
        self.unfinished = 0
        if self.timer:
            self.timer.cancel()
            self.timer = None

    def _give_up(self) -> None:
        # It has rung: what comes next is waited for anew.
        self.timer = None
        if self.has_begun:
            self._refuse(Refusal(Code.INVALID, TOO_LATE, status=408))
        elif self.cycle is None or self.cycle.response_complete:
            self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        """Says no once, and never into or before another answer; nothing that comes behind is looked at."""
        self._stop_timer()
        self.is_left = True
        self.flow.pause_reading()
        if self.pipeline:
            self.transport.abort()
        elif self.cycle and not self.cycle.response_complete:
            self._leave_answer(refusal)
        else:
            self._answer(refusal)

    def _leave_answer(self, refusal: Refusal) -> None:
        """To a request that is whole, its answer is the last; to one whose body is wrong there is this one, or none."""
        if not self.cycle.more_body:
            self.cycle.keep_alive = False
            return
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        if self.cycle.response_started:
            self.transport.close()
        else:
            self._answer(refusal)

    def _answer(self, refusal: Refusal) -> None:
        logger.info("refused what came by a connection: %s", refusal.detail)
        self.transport.write(b"".join(encode(refusal, self.server_state.default_headers)))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)


def refuse_ambiguous(version: str, headers: list[tuple[bytes, bytes]]) -> None:
    """Where a body ends and whom a request is for can be told in one way only."""
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    hosts = [value for name, value in headers if name == b"host"]
    if version not in ("1.0", "1.1"):
        raise Unreadable("a version nobody asks in")
    if codings and (codings != [b"chunked"] or version == "1.0"):
        raise Unreadable("an encoding that is not taken off")
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        raise Unreadable("no host, or more than one")


def encode(refusal: Refusal, usual: list[tuple[bytes, bytes]]) -> list[bytes]:
    """As nothing could be read, nothing is known of who asks: no origin, no id."""
    request_id = request_ids.begin(None)
    response = respond(refusal)
    told = {
        **response.headers,
        request_ids.HEADER: request_id,
        "Cache-Control": "no-store",
        "Connection": "close",
        "Content-Length": str(len(response.content)),
        "X-Content-Type-Options": "nosniff",
    }
    fields = [*usual, *((name.encode(), value.encode()) for name, value in told.items())]
    lines = [b"%s: %s\r\n" % field for field in fields]
    return [STATUS_LINE[response.status_code], *lines, b"\r\n", response.content]


def take_over() -> None:
    """uvicorn chooses its class before it loads an application: however it was started, its connections are ours."""
    HttpToolsProtocol.__new__ = lambda kind, *args, **options: object.__new__(Connection)  # type: ignore[method-assign, assignment]
