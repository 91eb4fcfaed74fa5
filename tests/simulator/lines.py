"""One connection of a provider: reads calls from it, and does with each what the script says."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from itertools import repeat
from typing import Protocol, cast

from tests.simulator.ledger import CLOSED, FINISHED, LEFT, RESET, Entry
from tests.simulator.steps import Close, Drop, Hold, Pause, Repeat, Reset, Scenario, Send, Step, Tell, Wait
from tests.simulator.wire import Request, head, read_request


class House(Protocol):
    """Whose connection it is."""

    lines: set[Line]
    gates: defaultdict[str, asyncio.Event]

    def take(self, request: Request, line: int) -> tuple[Scenario, Entry]: ...


class Line(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, house: House, number: int) -> None:
        self.house = house
        self.number = number
        self.received = bytearray()
        self.player: asyncio.Task[None] | None = None
        self.writable = asyncio.Event()
        self.arrived = asyncio.Event()
        self.gone = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.house.lines.add(self)
        self.writable.set()

    def data_received(self, data: bytes) -> None:
        self.received += data
        self.arrived.set()
        if self.player is None:
            self._begin()

    def connection_lost(self, error: Exception | None) -> None:
        if not (self.player and self.player.cancel()):
            self._leave()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def _begin(self) -> None:
        if self.received and not self.received[:1].isalpha():
            # TLS, where none is spoken.
            self.transport.write(head(400, Content_Length=0))
            self.transport.close()
        elif request := read_request(self.received):
            self.player = asyncio.create_task(self._play(*self.house.take(request, self.number)))
            self.player.add_done_callback(self._rest)

    async def _play(self, scenario: Scenario, entry: Entry) -> None:
        self.arrived.clear()
        try:
            for step in scenario:
                await PLAYERS[type(step)](self, step, entry)
            entry.finish(FINISHED)
        finally:
            entry.finish(LEFT)

    def _rest(self, player: asyncio.Task[None]) -> None:
        self.player = None
        if player.cancelled():
            self._leave()
        else:
            player.result()
            if not self.transport.is_closing():
                self._begin()

    def _leave(self) -> None:
        self.house.lines.discard(self)
        self.gone.set()

    async def _send(self, step: Send, entry: Entry) -> None:
        await self._write(step.data, entry)

    async def _repeat(self, step: Repeat, entry: Entry) -> None:
        for _ in repeat(None) if step.times is None else repeat(None, step.times):
            await self._write(step.data, entry)
            # Even a pause of nothing lets the others have their turn.
            await asyncio.sleep(step.pause)

    async def _tell(self, step: Tell, entry: Entry) -> None:
        for _ in repeat(None, step.times):
            await self._write(step.before + b"%017.6f" % time.monotonic() + step.behind, entry)
            await asyncio.sleep(step.pause)

    async def _write(self, data: bytes, entry: Entry) -> None:
        await self.writable.wait()
        self.transport.write(data)
        entry.written += len(data)

    async def _pause(self, step: Pause, entry: Entry) -> None:
        await asyncio.sleep(step.seconds)

    async def _wait(self, step: Wait, entry: Entry) -> None:
        await self.house.gates[step.gate].wait()

    async def _hold(self, step: Hold, entry: Entry) -> None:
        await asyncio.Event().wait()

    async def _close(self, step: Close, entry: Entry) -> None:
        entry.finish(CLOSED)
        self.transport.close()

    async def _reset(self, step: Reset, entry: Entry) -> None:
        entry.finish(RESET)
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    async def _drop(self, step: Drop, entry: Entry) -> None:
        entry.finish(FINISHED)
        await self.arrived.wait()
        self.transport.abort()


PLAYERS: Mapping[type[Step], Callable[..., Awaitable[None]]] = {
    Send: Line._send,
    Repeat: Line._repeat,
    Tell: Line._tell,
    Pause: Line._pause,
    Wait: Line._wait,
    Hold: Line._hold,
    Close: Line._close,
    Reset: Line._reset,
    Drop: Line._drop,
}
