"""Bytes as no client of HTTP would send them, and all that comes back."""

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import orjson

from tests.servers import Server

# Longer than a server waits for a head or a body.
PATIENCE_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back until the connection was closed."""

    raw: bytes

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", self.raw)]

    @property
    def code(self) -> str:
        """That of a refusal in the one shape."""
        told = orjson.loads(self.raw.rpartition(b"\r\n\r\n")[2])
        assert told.keys() == {"code", "detail", "request_id"}
        return str(told["code"])


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=PATIENCE_SECONDS)


def hear(client: socket.socket) -> Reply:
    """Fails if the connection is still open after a while."""
    heard = bytearray()
    # What was on its way when it was closed is lost: the end all the same.
    with suppress(ConnectionError):
        while piece := client.recv(64 * 1024):
            heard += piece
    return Reply(bytes(heard))


def knock(server: Server, *pieces: bytes) -> Reply:
    with connect(server) as client:
        # It may be refused before all is said.
        with suppress(ConnectionError):
            for piece in pieces:
                client.sendall(piece)
        return hear(client)


def post(path: str, *fields: str, body: bytes = b"") -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", *fields, "", ""]
    return "\r\n".join(lines).encode() + body
