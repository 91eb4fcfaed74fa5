"""nginx before the workers, as an operator would set it up: who refuses a connection is passed over."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from tests.faults import calling
from tests.faults.processes import Program
from tests.servers import find_free_port

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream workers {{
        {servers}
        keepalive 32;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=512;
        location / {{
            proxy_pass http://workers;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_buffering off;
            proxy_connect_timeout 2s;
            proxy_read_timeout 75s;
            proxy_next_upstream error timeout;
            proxy_next_upstream_tries 2;
        }}
    }}
}}
"""


class Nginx(Program):
    """In one process, so that none is left behind."""

    def __init__(self, ports: Iterable[int], *, folder: Path) -> None:
        self.door = calling.Door("127.0.0.1", find_free_port())
        # It is asked again at once: a worker that has been restarted is back when it listens.
        servers = "\n        ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)
        file = folder / "nginx.conf"
        file.write_text(CONFIGURATION.format(folder=folder, servers=servers, port=self.door.port))
        super().__init__(["nginx", "-p", str(folder), "-c", str(file), "-e", "stderr"], log=folder / "nginx.log")

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
