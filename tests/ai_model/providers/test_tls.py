"""Handshakes that come to nothing: somebody listens, but does not prove who it is."""

import asyncio
import struct
from contextlib import suppress
from socket import SO_LINGER, SOL_SOCKET, create_server, socket

import pytest

from ai_model.providers import http
from ai_model.providers.calling import Caller
from tests.ai_model.providers.hearing import hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.providing import Provider

LOOPBACK = "127.0.0.1"


class Rude(asyncio.Protocol):
    """Hangs up as soon as it hears something."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        linger = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, linger)
        self.transport.close()


def test_a_handshake_that_is_reset_is_a_failure_of_tls() -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        server = await asyncio.get_running_loop().create_server(Rude, "127.0.0.1", 0)
        async with server:
            return await hear(caller, make_call(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"))

    assert run(play).error == "tls_failed"


def test_who_speaks_no_tls_has_not_proved_who_it_is() -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        return await hear(caller, make_call(provider.url.replace("http:", "https:")))

    assert run(play).error == "tls_failed"


def test_who_does_not_shake_hands_is_not_waited_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "CONNECT_SECONDS", 0.05)

    async def play(provider: Provider, caller: Caller) -> tuple[Heard, int]:
        with create_server((LOOPBACK, 0)) as mute:
            heard = await hear(caller, make_call(f"https://{LOOPBACK}:{mute.getsockname()[1]}"))
            return heard, count_visitors(mute)

    heard, visitors = run(play)

    assert (heard.error, visitors) == ("connect_timed_out", 1)


def count_visitors(server: socket) -> int:
    server.setblocking(False)
    visitors = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            visitors += 1
    return visitors
