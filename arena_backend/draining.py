"""How a process ends when it is told to: nothing new begins, what speaks gets its time, nobody's answer is cut."""

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from django.conf import settings

from message.runs.elsewhere import elsewhere
from message.runs.registry import registry

logger = logging.getLogger(__name__)

SIGNALS = (signal.SIGTERM, signal.SIGINT)
# So long whoever still holds a connection is told to go elsewhere; then the server closes those that are idle.
NOTICE_SECONDS = 1.0

Handler = Callable[[int, FrameType | None], Any]


class Drain:
    """Comes before the server's own handlers: those would wait for streams that do not know they are to end."""

    def __init__(self) -> None:
        self.tasks: list[asyncio.Task[Any]] = []
        self.calls = 0
        self.is_urgent = asyncio.Event()

    def watch(self) -> None:
        """Where the server listens for signals, which only a main thread may."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            handler = signal.getsignal(number)
            if callable(handler) and handler is not signal.default_int_handler:
                signal.signal(number, self._chain(handler, loop))

    def _chain(self, handler: Handler, loop: asyncio.AbstractEventLoop) -> Handler:
        def handle(number: int, frame: FrameType | None) -> None:
            self.calls += 1
            if self.calls == 1:
                loop.call_soon_threadsafe(self._begin, lambda: handler(number, frame), find_listeners(handler))
            elif self.calls == 2:
                loop.call_soon_threadsafe(self._hurry)
            else:
                handler(number, frame)

        return handle

    def _begin(self, end_server: Callable[[], object], listeners: list[asyncio.AbstractServer]) -> None:
        registry.is_draining = True
        for listener in listeners:
            listener.close()
        self.tasks.append(asyncio.create_task(self._drain(end_server)))

    async def _drain(self, end_server: Callable[[], object]) -> None:
        seconds = settings.ARENA_DRAIN_SECONDS
        notice = min(NOTICE_SECONDS, seconds) if registry.runs or elsewhere.followed else 0
        if notice:
            logger.info("draining: %d runs have %d s; asked again, I end at once", len(registry.runs), seconds)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.is_urgent.wait(), notice)
        end_server()
        await asyncio.gather(registry.drain(seconds - notice), elsewhere.drain(seconds - notice))

    def _hurry(self) -> None:
        """Asked again: whoever waits has waited long enough. Told and stored it is all the same."""
        self.is_urgent.set()
        self.tasks += [asyncio.create_task(registry.close()), asyncio.create_task(elsewhere.drain(0))]

    async def finish(self) -> None:
        """Also what nobody reads has its time."""
        await asyncio.gather(*self.tasks)


def find_listeners(handler: Handler) -> list[asyncio.AbstractServer]:
    """uvicorn's handler is a method of what listens; of other servers we know nothing."""
    return list(getattr(getattr(handler, "__self__", None), "servers", []))
