"""Where the demo is reached: one listener per event loop, on a port of this machine, from its first need on."""

import asyncio
import socket
from contextlib import suppress
from weakref import WeakKeyDictionary

from ai_model.providers.demo.answering import respond
from ai_model.providers.demo.serving import Connection

HOST = "127.0.0.1"
BACKLOG = 1024


class Listener:
    def __init__(self) -> None:
        # asyncio switches Nagle's delay off only where a socket says that it is TCP.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self.socket.bind((HOST, 0))
        self.address = f"http://{HOST}:{self.socket.getsockname()[1]}"
        self.connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.is_closed = False
        self.starting = asyncio.create_task(
            asyncio.start_server(self._welcome, sock=self.socket, backlog=BACKLOG), name="demo listener"
        )

    async def close(self) -> None:
        self.is_closed = True
        server = await self.starting
        server.close()
        connections = dict(self.connections)
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        for writer in connections.values():
            # A task that is cancelled before its first step closes nothing.
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()
        await server.wait_closed()

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_closed:
            writer.transport.abort()
            return
        task = asyncio.create_task(Connection(reader, writer, respond=respond).serve(), name="demo connection")
        self.connections[task] = writer
        task.add_done_callback(self.connections.pop)


LISTENERS: WeakKeyDictionary[asyncio.AbstractEventLoop, Listener] = WeakKeyDictionary()


async def address() -> str:
    """Its base URL in the running event loop."""
    loop = asyncio.get_running_loop()
    listener = LISTENERS.get(loop)
    if listener is None:
        forget_ended_loops()
        listener = LISTENERS[loop] = Listener()
    # It is one for all who wait: who gives up waiting must not end it.
    await asyncio.shield(listener.starting)
    return listener.address


async def close() -> None:
    """Ends what the running event loop has, connections among it."""
    if listener := LISTENERS.pop(asyncio.get_running_loop(), None):
        await listener.close()


def forget_ended_loops() -> None:
    """Those that ended without `close`: a listener holds on to its loop, so none would ever be let go."""
    for loop in [loop for each in LISTENERS.keyrefs() if (loop := each()) and loop.is_closed()]:
        LISTENERS.pop(loop).socket.close()
