"""How an answer is followed while it is said: chunk by chunk, and the provider let go when nobody follows any more."""

import asyncio
from contextlib import aclosing
from functools import partial
from typing import Any, Self

from ai_model.library.shapes import Completion
from ai_model.providers import calling
from ai_model.providers.calls import Call
from ai_model.providers.errors import Endless
from ai_model.providers.events import Event

Chunk = dict[str, Any]
# What one of the answers said, why it failed, or nothing: then it has ended.
Heard = asyncio.Queue[tuple[int, Event] | BaseException | None]


class Stream:
    """Chunks of a chat completion. Left early (by `aclose`, by `async with`, or because nobody holds it any more), it
    closes the connection to the provider.

    Each answer is heard by a task of its own: generators that are left open at the end of a program are closed by
    asyncio in no order, tasks in order."""

    def __init__(self, call: Call, *, n: int = 1, timeout: float | None = None) -> None:
        self._completion = Completion(call.model, call.prompt, n=n)
        # Grows no further than the answers, which have bounds.
        self._heard: Heard = asyncio.Queue()
        # They must not know this stream: it goes at once, when nobody holds it, only if nothing goes round in circles.
        self._tasks = [
            asyncio.create_task(_listen(self._heard, call, place=place, seconds=timeout)) for place in range(n)
        ]
        for task in self._tasks:
            task.add_done_callback(partial(_report, self._heard))
        self._speaking = n
        self._first: Chunk | None = None

    async def begin(self) -> Self:
        """Waits for the first chunk; what keeps a provider from answering is raised here."""
        self._first = await self._next()
        return self

    @property
    def response(self) -> dict[str, Any]:
        """All that was said until now, in one piece."""
        return self._completion.response

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Chunk:
        if (first := self._first) is not None:
            self._first = None
            return first
        return await self._next()

    async def aclose(self) -> None:
        self._stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *args: object) -> None:
        await self.aclose()

    def __del__(self) -> None:
        for task in self._tasks:
            loop = task.get_loop()
            # It may be another thread that drops it.
            if not (task.done() or loop.is_closed()):
                loop.call_soon_threadsafe(task.cancel)

    async def _next(self) -> Chunk:
        while self._speaking > 0:
            try:
                said = await self._heard.get()
            except asyncio.CancelledError:
                self._stop()
                raise
            if said is None:
                self._speaking -= 1
            elif isinstance(said, BaseException):
                await self.aclose()
                raise said
            elif chunk := self._completion.hear(*said):
                return chunk
        raise StopAsyncIteration

    def _stop(self) -> None:
        self._speaking, self._first = 0, None
        for task in self._tasks:
            task.cancel()


async def _listen(heard: Heard, call: Call, *, place: int, seconds: float | None) -> None:
    try:
        async with asyncio.timeout(seconds), aclosing(calling.current().stream(call)) as events:
            async for event in events:
                heard.put_nowait((place, event))
    except TimeoutError as error:
        raise Endless from error


def _report(heard: Heard, task: asyncio.Task[None]) -> None:
    heard.put_nowait(None if task.cancelled() else task.exception())
