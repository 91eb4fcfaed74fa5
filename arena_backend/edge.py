"""What stands before Django, which would write any body to the disk before it looks at the first byte."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from arena_backend.lifespan import Application, Message, Receive, Send


class BodyLimit:
    """Ends a body one byte behind the limit: enough for the parser to see that it is too large."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        left = settings.MAX_BODY_BYTES + 1

        async def receive_within_limit() -> Mapping[str, Any]:
            nonlocal left
            message = await receive()
            while left <= 0 and message["type"] == "http.request":
                # Of a body that was refused; whoever waits for the client's leaving is not to hear of it.
                message = await receive()
            if message["type"] != "http.request":
                return message
            body = message.get("body", b"")[:left]
            left -= len(body)
            return {"type": "http.request", "body": body, "more_body": message.get("more_body", False) and left > 0}

        await self.application(scope, receive_within_limit, send)
