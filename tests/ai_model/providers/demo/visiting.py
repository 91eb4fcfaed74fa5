"""The demo, asked as the arena asks it: over a socket, by a client that keeps its connections, heard by our parser."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import orjson

from ai_model.providers.demo import listening
from ai_model.providers.events import Usage
from ai_model.providers.openai_chat import ChatParser
from tests.ai_model.providers.replaying import Heard, replay

T = TypeVar("T")
PATIENCE = 5.0


@asynccontextmanager
async def visit(*, patience: float = PATIENCE) -> AsyncIterator[httpx.AsyncClient]:
    address = await listening.address()
    try:
        async with httpx.AsyncClient(base_url=address, timeout=patience, trust_env=False, verify=False) as client:
            yield client
    finally:
        await listening.close()


def run(scenario: Callable[[httpx.AsyncClient], Awaitable[T]], *, patience: float = PATIENCE) -> T:
    async def go() -> T:
        async with visit(patience=patience) as client, asyncio.timeout(PATIENCE):
            return await scenario(client)

    return asyncio.run(go())


def body(question: str, *, model: str = "swift", streams: bool = True, **more: Any) -> dict[str, Any]:
    said = [{"role": "user", "content": question}]
    return {
        "model": model,
        "messages": said,
        "stream": streams,
        **({"stream_options": {"include_usage": True}} if streams else {}),
        **more,
    }


async def connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    url = urlsplit(address)
    return await asyncio.open_connection(url.hostname, url.port)


def write_request(told: Any) -> bytes:
    data = orjson.dumps(told)
    return b"POST /chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(data) + data


async def hear(client: httpx.AsyncClient, question: str, **more: Any) -> Heard:
    """What is said without pauses; a question that wants them says so itself, later."""
    async with client.stream("POST", "/chat/completions", json=body(f"[fast] {question}", **more)) as response:
        assert response.status_code == 200, await response.aread()
        pieces = [piece async for piece in response.aiter_raw()]
    return replay(ChatParser(), pieces)


async def wait_until(is_so: Callable[[], bool]) -> None:
    while not is_so():  # noqa: ASYNC110 -- nobody would tell us
        await asyncio.sleep(0.005)


def tell_end(heard: Heard) -> str:
    """The provider's word for it, or our name for its error."""
    return heard.end.word if heard.end else heard.error


def tell_usage(heard: Heard) -> Usage:
    assert heard.usage is not None
    return heard.usage


def ask(question: str, **more: Any) -> Heard:
    async def scenario(client: httpx.AsyncClient) -> Heard:
        return await hear(client, question, **more)

    return run(scenario)


def post(told: Any) -> httpx.Response:
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/chat/completions", json=told)

    return run(scenario)
