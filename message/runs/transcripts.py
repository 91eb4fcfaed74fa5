"""What all sides of a run have said so far, and who waits for more: made word by word, or from what is stored."""

import time
from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from message.runs.logs import Log
from message.runs.news import Ended


class Listener(Protocol):
    def wake(self) -> None: ...


class Transcript:
    def __init__(self, run: UUID, question: UUID, *, replies: Mapping[str, UUID]) -> None:
        self.run = run
        self.question = question
        self.replies = replies
        self.logs = {side: Log(side) for side in replies}
        self.ends: dict[str, Ended] = {}
        self.listeners: set[Listener] = set()
        # It begins with nobody.
        self.alone_since = time.monotonic()
        # Its readers may go on elsewhere; what those hear who cannot.
        self.is_closed = False
        self.farewells: Mapping[str, Ended] = {}

    @property
    def sides(self) -> tuple[str, ...]:
        return tuple(self.replies)

    def listen(self, listener: Listener) -> None:
        self.listeners.add(listener)

    def leave(self, listener: Listener) -> None:
        self.listeners.discard(listener)
        self.alone_since = time.monotonic()

    def end(self, end: Ended) -> None:
        self.ends[end.side] = end
        self.wake()

    @property
    def is_over(self) -> bool:
        return len(self.ends) == len(self.replies)

    def close(self) -> None:
        self.is_closed = True
        self.wake()

    def wake(self) -> None:
        for listener in self.listeners:
            listener.wake()
