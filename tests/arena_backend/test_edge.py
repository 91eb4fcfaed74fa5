"""A head or a body larger than the limit, or later: read no further, stored nowhere, told from inside."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from arena_backend import edge
from arena_backend.edge import Edge

MEBIBYTE = b"x" * settings.MAX_BODY_BYTES
SCOPE = {"type": "http", "headers": [], "raw_path": b"/live/", "query_string": b""}


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

    asyncio.run(Edge(application)({**SCOPE}, receive, ignore))
    return reached


async def ignore(message: Any) -> None: ...


def iter_messages(pieces: tuple[bytes, ...]) -> Iterator[dict[str, Any]]:
    for number, piece in enumerate(pieces, 1):
        yield {"type": "http.request", "body": piece, "more_body": number < len(pieces)}


def refused(scope: dict[str, Any], *pieces: bytes) -> Any:
    """What Django is told of a request, if these pieces come and then nothing."""
    messages = iter_messages((*pieces, b"never"))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass

    async def receive() -> Any:
        message = next(messages)
        if message["body"] == b"never":
            await asyncio.Event().wait()
        return message

    asyncio.run(Edge(application)(scope, receive, ignore))
    return scope.get(edge.REFUSAL)


def test_a_body_within_the_limit_passes_as_it_is() -> None:
    assert read_through(b"abc", b"", b"de") == [3, 0, 2]
    assert read_through(MEBIBYTE) == [settings.MAX_BODY_BYTES]


def test_a_body_beyond_it_ends_one_byte_behind() -> None:
    assert read_through(MEBIBYTE, MEBIBYTE, MEBIBYTE) == [settings.MAX_BODY_BYTES, 1]
    assert read_through(MEBIBYTE + b"xyz") == [settings.MAX_BODY_BYTES + 1]


def test_behind_a_refused_body_nothing_is_read() -> None:
    messages = iter_messages((MEBIBYTE, MEBIBYTE, MEBIBYTE))

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await receive()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await receive()

    async def receive() -> Any:
        return next(messages)

    asyncio.run(Edge(application)({**SCOPE}, receive, ignore))

    assert len(list(messages)) == 1


def test_whoever_waits_behind_a_whole_body_hears_of_the_leaving() -> None:
    messages = iter([*iter_messages((b"{}",)), {"type": "http.disconnect"}])
    reached: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        reached.extend([(await receive())["type"], (await receive())["type"]])

    async def receive() -> Any:
        return next(messages)

    asyncio.run(Edge(application)({**SCOPE}, receive, ignore))

    assert reached == ["http.request", "http.disconnect"]


def test_a_body_that_does_not_come_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "BODY_SECONDS", 0.01)

    assert refused({**SCOPE}, b"{").status_code == 408


@pytest.mark.parametrize(
    "headers",
    [
        [(b"a", b"b")] * (edge.HEAD_FIELDS + 1),
        [(b"a", b"b" * edge.HEAD_BYTES)],
        [(b"a" * 400, b"b")] * (edge.HEAD_FIELDS - 1),
    ],
)
def test_a_head_beyond_its_limits_is_refused(headers: list[tuple[bytes, bytes]]) -> None:
    assert refused({**SCOPE, "headers": headers}).status_code == 400


def test_a_head_within_them_is_not() -> None:
    scope = {**SCOPE, "headers": [(b"a", b"b" * 300)] * edge.HEAD_FIELDS}

    asyncio.run(Edge(ignore_all)(scope, ignore_nothing, ignore))

    assert edge.REFUSAL not in scope


async def ignore_all(scope: Any, receive: Any, send: Any) -> None: ...


async def ignore_nothing() -> Any:
    raise AssertionError
