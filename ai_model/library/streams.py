"""How an answer is followed while it is said: chunk by chunk, and the provider let go when nobody follows any more."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any, NoReturn, Self

from ai_model.library.shapes import Completion
from ai_model.providers import calling
from ai_model.providers.calls import Call
from ai_model.providers.errors import Endless, ProviderError
from ai_model.providers.events import Event, Usage

Chunk = dict[str, Any]
# What one of the answers said, why it failed, or nothing: then it has ended.
Heard = tuple[int, Event] | BaseException | None
# Events that may wait to be read, of all answers together.
ROOM = 256


class Inbox:
    """What was said and is not read yet: no more than ROOM events, beside one end of each answer."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Heard] = asyncio.Queue()
        self._room = asyncio.Semaphore(ROOM)

    async def put(self, place: int, event: Event) -> None:
        """Waits for room: who pauses in reading slows the provider."""
        await self._room.acquire()
        self._heard.put_nowait((place, event))

    def put_end(self, task: asyncio.Task[None]) -> None:
        """Never waits: nobody may read any more."""
        self._heard.put_nowait(None if task.cancelled() else task.exception())

    async def get(self) -> Heard:
        heard = await self._heard.get()
        if isinstance(heard, tuple):
            self._room.release()
        return heard


class Stream:
    """Chunks of a chat completion. Left early (by `aclose`, by `async with`, or because nobody holds it any more), it
    closes the connection to the provider.

    Each answer is heard by a task of its own: generators that are left open at the end of a program are closed by
    asyncio in no order, tasks in order."""

    def __init__(self, calls: Sequence[Call], *, timeout: float | None = None) -> None:
        self._completion = Completion(calls[0].model, calls[0].prompt, n=len(calls))
        self._inbox = Inbox()
        # They must not know this stream: it goes at once, when nobody holds it, only if nothing goes round in circles.
        self._tasks = [
            asyncio.create_task(_listen(call, place, inbox=self._inbox, completion=self._completion, seconds=timeout))
            for place, call in enumerate(calls)
        ]
        for task in self._tasks:
            task.add_done_callback(self._inbox.put_end)
        self._speaking = len(calls)
        self._first: Chunk | None = None
        self._is_read = False

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
        """One reader at a time: two would each have half of the answer."""
        if self._is_read:
            raise RuntimeError("somebody else waits for the next chunk of this stream")
        self._is_read = True
        try:
            return await self._read()
        except asyncio.CancelledError:
            self._stop()
            raise
        finally:
            self._is_read = False

    async def _read(self) -> Chunk:
        while self._speaking > 0:
            heard = await self._inbox.get()
            if heard is None:
                self._speaking -= 1
            elif isinstance(heard, BaseException):
                await self._fail(heard)
            elif chunk := self._completion.hear(*heard):
                return chunk
        raise StopAsyncIteration

    async def _fail(self, error: BaseException) -> NoReturn:
        if isinstance(error, ProviderError) and self._completion.has_begun:
            error.partial = self.response
        await self.aclose()
        raise error

    def _stop(self) -> None:
        self._speaking, self._first = 0, None
        for task in self._tasks:
            task.cancel()


async def _listen(call: Call, place: int, *, inbox: Inbox, completion: Completion, seconds: float | None) -> None:
    try:
        async with asyncio.timeout(seconds), aclosing(calling.current().stream(call)) as events:
            async for event in events:
                if isinstance(event, Usage):
                    # The last one wins, whenever it is read; of the others there may be millions.
                    completion.hear(place, event)
                else:
                    await inbox.put(place, event)
    except TimeoutError as error:
        raise Endless from error
