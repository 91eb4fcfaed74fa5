"""A handshake that is broken off is no refused connection: somebody listens, and does not prove who it is."""

import asyncio
import socket
import struct

from ai_model.providers.calling import Caller
from tests.ai_model.providers.hearing import hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.simulator.providing import Provider


class Rude(asyncio.Protocol):
    """Hangs up as soon as it hears something."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        linger = struct.pack("ii", 1, 0)
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.transport.close()


def test_a_handshake_that_is_reset_is_a_failure_of_tls() -> None:
    async def play(provider: Provider, caller: Caller) -> Heard:
        server = await asyncio.get_running_loop().create_server(Rude, "127.0.0.1", 0)
        async with server:
            return await hear(caller, make_call(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"))

    assert run(play).error == "tls_failed"
