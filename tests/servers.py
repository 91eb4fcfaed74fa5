"""Servers in processes of their own, started as an operator would start them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings

COMMANDS = {
    "asgi": "uvicorn {application} --port {port} --lifespan on --loop uvloop",
    "wsgi": "gunicorn {application} --bind 127.0.0.1:{port} --threads 8 --no-control-socket"
    " --worker-class arena_backend.workers.Worker",
}
APPLICATIONS = {"asgi": "arena_backend.asgi:application", "wsgi": "arena_backend.wsgi:application"}

# A server that is told to end has nothing to wait for. All tests come from one address, more often than anybody would;
# those about limits have servers of their own.
USUAL = {"ARENA_DRAIN_SECONDS": "0", "ARENA_THROTTLES": "off"}
START_SECONDS = 30.0
STOP_SECONDS = 10.0
TAIL_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def is_live(self) -> bool:
        try:
            return httpx.get(f"{self.url}/live/", timeout=1, trust_env=False, verify=False).is_success
        except httpx.TransportError:
            return False

    def wait_until_live(self) -> None:
        end = time.monotonic() + START_SECONDS
        while not self.is_live():
            if self.process.poll() is not None:
                raise RuntimeError(f"The server ended at once with code {self.process.returncode}.")
            if time.monotonic() > end:
                raise RuntimeError(f"The server did not answer within {START_SECONDS:.0f} s.")
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def read_log(self) -> str:
        return self.log.read_bytes()[-TAIL_BYTES:].decode(errors="replace")


@contextmanager
def start_server(container: str = "asgi", *, application: str = "", **environment: str) -> Iterator[Server]:
    """Yield a server on the test database once it answers, with these variables on top of the tests' own."""
    server = _launch(container, environment, application=application or APPLICATIONS[container])
    try:
        server.wait_until_live()
        yield server
    except BaseException as error:
        error.add_note(f"The server's log:\n{server.read_log()}")
        raise
    finally:
        server.stop()


def _launch(container: str, environment: Mapping[str, str], *, application: str) -> Server:
    port = find_free_port()
    url = f"http://127.0.0.1:{port}"
    log = settings.ARENA_DATA / f"{container}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *COMMANDS[container].format(port=port, application=application).split()],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                **USUAL,
                "CONTAINER_TYPE": container,
                "ARENA_PUBLIC_URL": url,
                **environment,
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Server(url=url, process=process, log=log)


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
