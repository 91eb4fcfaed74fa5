"""HTTP/1.1 as a client speaks it that hides nothing: each answer is whole or cut, and each connection is its own."""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

CONNECT_SECONDS = 5.0
# Pings come every ten seconds.
SILENCE_SECONDS = 30.0


class Cut(Exception):
    """The connection ended before the answer did."""


class Refused(Cut):
    """Nobody listens there."""


@dataclass(frozen=True, slots=True)
class Door:
    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Answer:
    """Its head is read, its body not yet."""

    def __init__(
        self, status: int, headers: Mapping[str, str], stream: asyncio.StreamReader, *, seconds: float
    ) -> None:
        self.status = status
        self.headers = headers
        self.stream = stream
        self.seconds = seconds

    async def pieces(self) -> AsyncGenerator[bytes]:
        """As they come; ends only where the body does."""
        if self.headers.get("transfer-encoding") != "chunked":
            if length := int(self.headers.get("content-length", 0)):
                yield await self._within(self.stream.readexactly(length))
            return
        # Of nothing there is no number, so a body that breaks off between two chunks is an error too.
        while size := int(await self._within(self.stream.readline()), 16):
            yield (await self._within(self.stream.readexactly(size + 2)))[:-2]
        await self._within(self.stream.readexactly(2))

    async def read(self) -> bytes:
        return b"".join([piece async for piece in self.pieces()])

    async def _within(self, reading: Any) -> bytes:
        async with asyncio.timeout(self.seconds):
            return await reading


class Connection:
    """One request after the other."""

    def __init__(self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.door = door
        self.reader = reader
        self.writer = writer

    async def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        seconds: float = SILENCE_SECONDS,
    ) -> Answer:
        data = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.door.host}:{self.door.port}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        async with asyncio.timeout(seconds):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.rstrip("\r\n").split("\r\n")
        told = [line.partition(":") for line in rest]
        return Answer(
            int(first.split()[1]),
            {name.lower(): value.strip() for name, _, value in told},
            self.reader,
            seconds=seconds,
        )


@asynccontextmanager
async def connect(door: Door) -> AsyncIterator[Connection]:
    """What goes wrong inside is told as Cut."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(door.host, door.port)
    except (OSError, TimeoutError) as error:
        raise Refused(f"{type(error).__name__} at {door.url}") from error
    try:
        yield Connection(door, reader, writer)
    except (OSError, EOFError, ValueError, TimeoutError) as error:
        raise Cut(f"{type(error).__name__} {error}") from error
    finally:
        writer.transport.abort()


async def call(door: Door, method: str, path: str, **options: Any) -> Reply:
    async with connect(door) as connection:
        answer = await connection.ask(method, path, **options)
        return Reply(answer.status, answer.headers, await answer.read())
