"""A worker of the arena as an operator starts it: on a port of its own, which it keeps when it is started again."""

import asyncio
import sys
import time
from pathlib import Path

from tests.faults import calling
from tests.faults.processes import Program
from tests.servers import find_free_port

# As in script/server.
COMMAND = (
    "-m uvicorn arena_backend.asgi:application --host 127.0.0.1 --port {port} --lifespan on --loop uvloop "
    "--http httptools --backlog 512 --timeout-keep-alive 75 --timeout-graceful-shutdown 25 --no-server-header "
    "--no-access-log --no-proxy-headers"
)
START_SECONDS = 40.0
PAUSE_SECONDS = 0.05


class Worker(Program):
    def __init__(self, name: str, *, folder: Path, **environment: str) -> None:
        self.name = name
        self.port = find_free_port()
        self.door = calling.Door("127.0.0.1", self.port)
        self.ready_at = 0.0
        command = [sys.executable, *COMMAND.format(port=self.port).split()]
        environment |= {"ARENA_PUBLIC_URL": self.door.url, "CONTAINER_TYPE": "asgi"}
        super().__init__(command, log=folder / f"worker-{name}.log", **environment)

    async def is_ready(self) -> bool:
        try:
            return (await calling.call(self.door, "GET", "/ready/", seconds=2.0)).status == 200
        except calling.Cut:
            return False

    async def wait_until_ready(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not await self.is_ready():
            if not self.is_running:
                raise RuntimeError(f"Worker {self.name} ended with code {self.code}:\n{self.read_log()}")
            if time.monotonic() > end:
                raise RuntimeError(f"Worker {self.name} did not get ready:\n{self.read_log()}")
            await asyncio.sleep(PAUSE_SECONDS)
        self.ready_at = time.monotonic()

    async def restart(self) -> None:
        self.start()
        await self.wait_until_ready()
