"""A body larger than the limit: read no further, stored nowhere."""

import asyncio
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from arena_backend.edge import BodyLimit

MEBIBYTE = b"x" * settings.MAX_BODY_BYTES


def read_through(*pieces: bytes) -> list[int]:
    """The sizes of what reaches the application."""
    messages = iter_messages(pieces)
    reached: list[int] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        more = True
        while more:
            message = await receive()
            reached.append(len(message["body"]))
            more = message["more_body"]

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None: ...

    asyncio.run(BodyLimit(application)({"type": "http"}, receive, send))
    return reached


def iter_messages(pieces: tuple[bytes, ...]) -> Iterator[dict[str, Any]]:
    for number, piece in enumerate(pieces, 1):
        yield {"type": "http.request", "body": piece, "more_body": number < len(pieces)}


def test_a_body_within_the_limit_passes_as_it_is() -> None:
    assert read_through(b"abc", b"", b"de") == [3, 0, 2]
    assert read_through(MEBIBYTE) == [settings.MAX_BODY_BYTES]


def test_a_body_beyond_it_ends_one_byte_behind() -> None:
    assert read_through(MEBIBYTE, MEBIBYTE, MEBIBYTE) == [settings.MAX_BODY_BYTES, 1]
    assert read_through(MEBIBYTE + b"xyz") == [settings.MAX_BODY_BYTES + 1]


def test_whoever_waits_behind_a_refused_body_hears_of_the_leaving_alone() -> None:
    reached: list[str] = []
    messages = iter([*iter_messages((MEBIBYTE, MEBIBYTE, MEBIBYTE, b"x")), {"type": "http.disconnect"}])

    async def application(scope: Any, receive: Any, send: Any) -> None:
        while "http.disconnect" not in reached:
            reached.append((await receive())["type"])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None: ...

    asyncio.run(BodyLimit(application)({"type": "http"}, receive, send))

    assert reached == ["http.request", "http.request", "http.disconnect"]
