"""How one connection is served: requests are read, replies told at their pace, until somebody leaves."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from ai_model.providers.demo import wire
from ai_model.providers.demo.refusals import Refusal
from ai_model.providers.demo.wire import Reply, Request, Silence, Stream, Whole

Respond = Callable[[Request], Reply]

READ_BYTES = 64 * 1024
IDLE_SECONDS = 75.0
# How long the other side has to read the last words before the connection goes.
LINGER_SECONDS = 1.0
# To close with a reset: SO_LINGER of socket(7), switched on with a time of zero.
RESET = struct.pack("ii", 1, 0)
# What was sent before a reset should be read before it.
SETTLE_SECONDS = 0.02


class Left(Exception):
    """The client did, or has to."""


class Inbox:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self.reader = reader
        self.buffer = bytearray()

    async def receive(self) -> wire.Request:
        while (end := self.buffer.find(wire.HEAD_END)) < 0 and len(self.buffer) <= wire.HEAD_LIMIT:
            await self._fill()
        if not 0 <= end <= wire.HEAD_LIMIT:
            raise Refusal(431)
        head = wire.read_head(self._take(end))
        self._take(len(wire.HEAD_END))
        while len(self.buffer) < head.length:
            await self._fill()
        return wire.Request(head, self._take(head.length))

    async def watch(self) -> None:
        """Until the client leaves, or has sent more than it may before it has its answer."""
        with suppress(Left, OSError):
            while len(self.buffer) <= wire.BODY_LIMIT:
                await self._fill()

    async def drop(self) -> None:
        """Whatever still comes."""
        while await self.reader.read(READ_BYTES):
            pass

    async def _fill(self) -> None:
        data = await self.reader.read(READ_BYTES)
        if not data:
            raise Left
        self.buffer += data

    def _take(self, size: int) -> bytes:
        data = bytes(self.buffer[:size])
        del self.buffer[:size]
        return data


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, respond: Respond) -> None:
        self.inbox = Inbox(reader)
        self.writer = writer
        self.respond = respond

    async def serve(self) -> None:
        try:
            # What times out is an OSError too.
            with suppress(Left, OSError):
                while await self._serve_one():
                    pass
                await self._part()
        finally:
            self.writer.transport.abort()

    async def _serve_one(self) -> bool:
        """Whether another one may follow."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                request = await self.inbox.receive()
        except Refusal as refusal:
            await self._tell(Whole(refusal.body, refusal.status), stays=False)
            return False
        await self._answer(self.respond(request), stays=request.head.stays)
        return request.head.stays

    async def _answer(self, reply: Reply, *, stays: bool) -> None:
        """Until all is told or the client leaves, whichever comes first."""
        telling = asyncio.create_task(self._tell(reply, stays=stays))
        watching = asyncio.create_task(self.inbox.watch())
        try:
            await asyncio.wait((telling, watching), return_when=asyncio.FIRST_COMPLETED)
        finally:
            telling.cancel()
            watching.cancel()
            await asyncio.gather(telling, watching, return_exceptions=True)
        if telling.cancelled():
            raise Left
        telling.result()

    async def _tell(self, reply: Reply, *, stays: bool) -> None:
        match reply:
            case Whole():
                await self._send(wire.whole(reply, stays=stays))
            case Stream():
                await self._send(wire.stream_head(reply, stays=stays))
                await self._stream(reply)
            case Silence():
                await asyncio.Event().wait()

    async def _stream(self, reply: Stream) -> None:
        pause = reply.first_pause
        for event in reply.events:
            # Even a pause of nothing lets the others speak.
            await asyncio.sleep(pause)
            await self._send(wire.chunk(event))
            pause = reply.pause
        match reply.ending:
            case "done":
                await self._send(wire.LAST_CHUNK)
            case "stall":
                await asyncio.Event().wait()
            case "cut":
                await asyncio.sleep(SETTLE_SECONDS)
                self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
                raise Left

    async def _send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def _part(self) -> None:
        """Who closes upon unread bytes may lose the last words (RFC 9112, 9.6)."""
        self.writer.write_eof()
        async with asyncio.timeout(LINGER_SECONDS):
            await self.inbox.drop()
