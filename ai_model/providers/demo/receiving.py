"""How requests are read from a connection, and how it is noticed that the client left."""

import asyncio
from contextlib import suppress

from ai_model.providers.demo import wire
from ai_model.providers.demo.refusals import Refusal

READ_BYTES = 64 * 1024


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
