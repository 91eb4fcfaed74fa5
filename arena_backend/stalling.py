"""What becomes of a client that does not read what it asked for: after a while it is cut, and nobody else notices."""

import asyncio
import logging
import socket
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from arena_backend.lifespan import Application, Message, Receive, Send

logger = logging.getLogger(__name__)

# Without taking a byte.
STALL_SECONDS = 20.0
# How often it is looked whether one was taken.
LOOKS = 4
# What the kernel takes over of what nobody reads; by itself it would take megabytes.
UNSENT_BYTES = 64 * 1024
# Closing forgets what was not read.
AT_ONCE = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class Cuts:
    number: int = 0


# Of this process.
cuts = Cuts()


class StallGuard:
    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        transport = find_transport(send)
        if scope["type"] != "http" or transport is None:
            await self.application(scope, receive, send)
            return
        sending = Sending(send, transport)
        try:
            await self.application(scope, receive, sending.send)
        finally:
            sending.stop()


def find_transport(send: Send) -> asyncio.Transport | None:
    """uvicorn's way to write is a method of what holds the connection; of other servers we know nothing."""
    return getattr(getattr(send, "__self__", None), "transport", None)


class Sending:
    """One timer for a response, not one for each of its writes: it looks after the latest when it rings."""

    def __init__(self, send: Send, transport: asyncio.Transport) -> None:
        self.pass_on = send
        self.transport = transport
        self._set_option(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        self.loop = asyncio.get_running_loop()
        # A server takes a write at once unless its client is slow.
        self.is_waiting = False
        # What waited to be read at the last look, and since when it has been as much.
        self.left: int | None = None
        self.since = self.loop.time()
        self.timer = self.loop.call_later(STALL_SECONDS / LOOKS, self._look)

    async def send(self, message: Mapping[str, Any]) -> None:
        self.is_waiting = True
        await self.pass_on(message)
        self.is_waiting = False
        # Of the next write as much may wait as of this one.
        self.left = None

    def stop(self) -> None:
        self.timer.cancel()

    def _look(self) -> None:
        now, left = self.loop.time(), self.transport.get_write_buffer_size()
        if not self.is_waiting or left != self.left:
            self.left, self.since = left, now
        if now >= self.since + STALL_SECONDS:
            self._cut()
        else:
            self.timer = self.loop.call_later(STALL_SECONDS / LOOKS, self._look)

    def _cut(self) -> None:
        """Not closed: the server would wait until its client has read the rest."""
        cuts.number += 1
        logger.warning("a client has read nothing for %.0f s", STALL_SECONDS)
        self._set_option(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _set_option(self, level: int, option: int, value: int | bytes) -> None:
        # Sockets of the file system have none of these.
        with suppress(OSError):
            self.transport.get_extra_info("socket").setsockopt(level, option, value)
