"""What stands before Django: how large a head and a body may be, and how long a body may take."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from api.middleware import Around
from api.refusals import Code, Refusal, respond
from arena_backend.lifespan import Application, Message, Receive, Send

HEAD_BYTES = 32 * 1024
HEAD_FIELDS = 100
BODY_SECONDS = 10.0
# Closed at once, a connection takes along what its client has not read yet.
LINGER_SECONDS = 1.0

# Under which Django finds what the edge has to say: from inside, a refusal gets all that answers have.
REFUSAL = "arena.refusal"


class Edge:
    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        body = Body(scope, receive)
        if refusal := measure_head(scope):
            body.refuse(refusal)
        await self.application(scope, body.receive, Answer(send, body).send)


def measure_head(scope: Message) -> Refusal | None:
    headers = scope["headers"]
    size = len(scope.get("raw_path") or b"") + len(scope.get("query_string", b""))
    size += sum(len(name) + len(value) for name, value in headers)
    if size > HEAD_BYTES:
        return Refusal(Code.INVALID, "The head of the request is larger than 32 KiB.")
    if len(headers) > HEAD_FIELDS:
        return Refusal(Code.INVALID, f"The request has more than {HEAD_FIELDS} header fields.")
    return None


class Body:
    """Ends one byte behind the limit, enough for the parser to see that it is too large; nothing behind it is read."""

    def __init__(self, scope: Message, receive: Receive) -> None:
        self.scope = scope
        self.take = receive
        self.left = settings.MAX_BODY_BYTES + 1
        self.deadline = asyncio.get_running_loop().time() + BODY_SECONDS
        self.is_whole = self.is_cut = self.has_ended = False

    def refuse(self, refusal: Refusal) -> None:
        self.scope[REFUSAL] = refusal
        self.is_cut = True

    async def receive(self) -> Mapping[str, Any]:
        if self.is_whole:
            return await self.take()
        if self.has_ended:
            # Whether the client has left could only be found out by reading on.
            await asyncio.Event().wait()
        return await self._receive_piece()

    async def _receive_piece(self) -> Mapping[str, Any]:
        message = await self._take_in_time()
        if message["type"] != "http.request":
            return message
        piece = message.get("body", b"")[: self.left]
        self.left -= len(piece)
        self.is_cut = self.is_cut or self.left <= 0
        self.is_whole = not self.is_cut and not message.get("more_body", False)
        self.has_ended = self.is_cut or self.is_whole
        return {"type": "http.request", "body": piece, "more_body": not self.has_ended}

    async def _take_in_time(self) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout_at(self.deadline):
                return {"type": "http.request"} if self.is_cut else await self.take()
        except TimeoutError:
            self.refuse(Refusal(Code.INVALID, f"The body took longer than {BODY_SECONDS:.0f} s.", status=408))
            return {"type": "http.request"}


class Answer:
    """Behind a body that was not read to its end, a connection cannot be used again."""

    def __init__(self, send: Send, body: Body) -> None:
        self.pass_on = send
        self.body = body

    async def send(self, message: Mapping[str, Any]) -> None:
        if self.body.is_cut:
            await self._send_last(message)
        else:
            await self.pass_on(message)

    async def _send_last(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        elif not message.get("more_body", False):
            await self.pass_on({**message, "more_body": True})
            await asyncio.sleep(LINGER_SECONDS)
            message = {"type": "http.response.body"}
        await self.pass_on(message)


class Refusals(Around):
    """Tells what the edge had to refuse."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        refusal = getattr(request, "scope", request.META).get(REFUSAL)
        if refusal is None:
            return self.get_response(request)
        return _respond_async(refusal) if self.is_async else respond(refusal)


async def _respond_async(refusal: Refusal) -> HttpResponse:
    return respond(refusal)
