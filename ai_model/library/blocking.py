"""How a program without an event loop asks: its coroutines run in one that a thread in the background turns."""

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from typing import Any, Self, TypeVar

from ai_model.library.streams import Chunk, Stream

T = TypeVar("T")


class Background:
    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="ai_model", daemon=True)
        self.thread.start()
        atexit.register(self.close)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        future: Future[T] = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result()
        finally:
            # Whoever interrupts the wait ends the work.
            future.cancel()

    def close(self) -> None:
        # After a fork, the thread is only in the parent.
        if self.thread.is_alive():
            self.run(_wind_down())
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()


class BlockingStream:
    """The chunks of a stream, each awaited in the background."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    @property
    def response(self) -> dict[str, Any]:
        """All that was said until now, in one piece."""
        return self._stream.response

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Chunk:
        try:
            return run(self._stream.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def close(self) -> None:
        run(self._stream.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()


_lock = threading.Lock()
_background: Background | None = None


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return _get_background().run(coroutine)


def is_looping() -> bool:
    """Whether this thread turns an event loop, which a wait would stop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _get_background() -> Background:
    global _background  # noqa: PLW0603 -- one for the process
    with _lock:
        if _background is None or not _background.thread.is_alive():
            _background = Background()
        return _background


async def _wind_down() -> None:
    """All that is still under way, then what was open between the calls."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
