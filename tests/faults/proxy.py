"""A line between clients and a worker that is cut, reset and stalled as a plan says."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass

from tests.faults.calling import Door

PIECE = 16 * 1024
FOR_EVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Plan:
    """For one connection: after how many bytes of the answers it ends, and how; at which of them it stands still."""

    end: int = FOR_EVER
    is_reset: bool = False
    stall: int = FOR_EVER
    seconds: float = 0.0


Planner = Callable[[], Plan]


@asynccontextmanager
async def lay_line(far_end: Door, planner: Planner) -> AsyncIterator[Door]:
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_carry(reader, writer, far_end, plan=planner()))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=512)
    try:
        yield Door(*server.sockets[0].getsockname()[:2])
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, far_end: Door, *, plan: Plan) -> None:
    """Broken connections are its trade."""
    with suppress(OSError), closing(writer):
        up_reader, up_writer = await asyncio.open_connection(far_end.host, far_end.port)
        upwards = asyncio.create_task(_pump(reader, up_writer))
        try:
            is_whole = await _pass_answers(up_reader, writer, plan=plan)
            if plan.is_reset and not is_whole:
                writer.transport.abort()
        finally:
            upwards.cancel()
            up_writer.transport.abort()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(PIECE):
            writer.write(data)
            await writer.drain()
        writer.close()


async def _pass_answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, plan: Plan) -> bool:
    """Whether they came to their own end."""
    passed = 0
    has_stalled = False
    while data := await reader.read(PIECE):
        if not has_stalled and passed + len(data) > plan.stall:
            has_stalled = True
            await asyncio.sleep(plan.seconds)
        data = data[: plan.end - passed]
        writer.write(data)
        await writer.drain()
        passed += len(data)
        if passed >= plan.end:
            return False
    return True
