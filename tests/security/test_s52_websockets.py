"""S52: where there are no WebSockets yet, whoever asks for one is refused like anybody else, and no log keeps a token.

That holds by construction until they come; then this file asks them for 4401, 1009, and other people's sessions.
"""

import base64
import os
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings

from tests.people import Client
from tests.servers import Server
from tests.tables import find_changes, read_at_rest
from user import tokens

PATHS = ("/ws/chat/session/{session}/", "/ws/", "/api/runs/{session}/stream/", "/api/users/me/", "/", "/admin/")
MAX_ANSWER = 64 * 1024
PATIENCE_SECONDS = 5.0


def shake_hands(server: Server, path: str, *, headers: str = "") -> bytes:
    """What is answered to a handshake, as far as it goes."""
    place = urlsplit(server.url)
    key = base64.b64encode(os.urandom(16)).decode()
    wish = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    said = f"GET {path} HTTP/1.1\r\nHost: {place.netloc}\r\n{wish}Sec-WebSocket-Key: {key}\r\n{headers}\r\n"
    with socket.create_connection((str(place.hostname), place.port), PATIENCE_SECONDS) as line:
        line.sendall(said.encode())
        return b"".join(hear(line))


def hear(line: socket.socket) -> Iterator[bytes]:
    """Until the other side closes, or has said its head and nothing more for a moment."""
    heard = b""
    line.settimeout(PATIENCE_SECONDS)
    while len(heard) < MAX_ANSWER and b"\r\n\r\n" not in heard:
        piece = line.recv(4096)
        if not piece:
            return
        heard += piece
        yield piece


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("path", PATHS)
def test_s52_a_handshake_is_refused(path: str, server: Server, owner: Client) -> None:
    token = tokens.issue_access(owner.user)
    asked = path.format(session=uuid4())
    before = read_at_rest()

    answers = [
        shake_hands(server, asked),
        shake_hands(server, f"{asked}?token={token}"),
        shake_hands(server, f"{asked}?anonymous_token=garbage", headers="X-Anonymous-Token: garbage\r\n"),
        shake_hands(server, asked, headers=f"Authorization: Bearer {token}\r\n"),
    ]

    assert all(answer.startswith(b"HTTP/1.1 ") for answer in answers)
    statuses = [status_of(answer) for answer in answers]
    # Never 101, and no crash; a route that knows no WebSockets answers as if it had been asked plainly.
    assert {status for status in statuses if status == 101 or status >= 500} == set()
    assert find_changes(before) == {}


def test_s52_no_log_keeps_a_token_of_a_handshake(server: Server, owner: Client) -> None:
    """Of the server, of nginx before it, and of all that stand behind it."""
    token = tokens.issue_access(owner.user)
    secret = uuid4().hex

    for path in PATHS:
        shake_hands(server, f"{path.format(session=uuid4())}?token={token}&anonymous_token={secret}")

    logs = list(settings.ARENA_DATA.glob("*.log"))
    assert server.log in logs
    for log in logs:
        heard = log.read_bytes()
        assert token.encode() not in heard
        assert secret.encode() not in heard
    assert b"/ws/chat/session/" in server.log.read_bytes()
