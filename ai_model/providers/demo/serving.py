"""How one connection is served: replies at their pace, until somebody leaves."""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress

from ai_model.providers.demo import wire
from ai_model.providers.demo.receiving import Inbox, Left
from ai_model.providers.demo.refusals import Refusal
from ai_model.providers.demo.wire import Ending, Reply, Request, Silence, Stream, Whole

Respond = Callable[[Request], Reply]

IDLE_SECONDS = 75.0
# How long the other side has to read the last words before the connection goes.
LINGER_SECONDS = 1.0
# To close with a reset: SO_LINGER of socket(7), switched on with a time of zero.
RESET = struct.pack("ii", 1, 0)
# What was sent before a reset should be read before it.
SETTLE_SECONDS = 0.02


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
            case Ending.DONE:
                await self._send(wire.LAST_CHUNK)
            case Ending.STALL:
                await asyncio.Event().wait()
            case Ending.CUT:
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
