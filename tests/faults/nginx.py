"""nginx before the workers, as operators have it: who refuses a connection is passed over."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from tests.faults import calling
from tests.faults.processes import Program
from tests.hybrids import lay_nginx
from tests.servers import find_free_port

# In one process, so that none is left behind.
ALONE = "daemon off; master_process off;"


class Nginx(Program):
    def __init__(self, ports: Sequence[int], *, folder: Path) -> None:
        self.door = calling.Door("127.0.0.1", find_free_port())
        *command, _ = lay_nginx(folder, port=self.door.port, asgi=(ports[0], ports[1]), wsgi=ports[0])
        super().__init__([*command, ALONE], log=folder / "nginx.log")

    async def open(self) -> None:
        self.start()
        while not await self._answers():
            if not self.is_running:
                raise RuntimeError(f"nginx did not start:\n{self.read_log()}")
            await asyncio.sleep(0.05)

    async def _answers(self) -> bool:
        try:
            await calling.call(self.door, "GET", "/live/")
        except calling.Cut:
            return False
        return True
