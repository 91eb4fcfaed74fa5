"""What a provider was asked, on which connection, how much it wrote, and how each call ended."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.wire import Request

# How a call can end; "left" is a client that did not wait for it.
FINISHED, CLOSED, RESET, LEFT = "finished", "closed", "reset", "left"


@dataclass(slots=True)
class Entry:
    """One call."""

    path: str
    model: str
    headers: Mapping[str, str]
    body: bytes
    connection: int
    began: float = field(default_factory=time.monotonic)
    # Bytes, of the head and the body.
    written: int = 0
    # Empty while it lasts.
    end: str = ""
    ended: float | None = None

    def finish(self, how: str) -> None:
        if not self.end:
            self.end, self.ended = how, time.monotonic()


class Ledger:
    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def open(self, request: Request, connection: int) -> Entry:
        entry = Entry(request.path, request.model, request.headers, request.body, connection)
        self.entries.append(entry)
        return entry

    def of(self, model: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.model == model]

    def count(self, model: str) -> int:
        return sum(entry.model == model for entry in self.entries)

    @property
    def running(self) -> int:
        return sum(not entry.end for entry in self.entries)

    def tell(self) -> list[dict[str, Any]]:
        return [
            {name: getattr(entry, name) for name in Entry.__slots__}
            | {"headers": dict(entry.headers), "body": entry.body.decode(errors="replace")}
            for entry in self.entries
        ]
