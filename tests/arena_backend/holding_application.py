"""The application, but whoever asks for it holds its event loop before they are answered."""

import time

from arena_backend.asgi import application as arena
from arena_backend.lifespan import Message, Receive, Send


async def application(scope: Message, receive: Receive, send: Send) -> None:
    held = dict(scope.get("headers", ())).get(b"x-hold")
    if held:
        time.sleep(float(held))  # noqa: ASYNC251 -- that is the point
    await arena(scope, receive, send)
