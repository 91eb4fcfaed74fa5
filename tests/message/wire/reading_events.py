"""How clients of `sse` and `ui` read: server-sent events by the standard's own algorithm."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.message.wire.hearing import Heard

# The keys of a chunk besides its type, in the first and strictest version of the AI SDK that has them.
CHUNKS = {
    "start": {"messageId"},
    "start-step": set(),
    "text-start": {"id"},
    "text-delta": {"id", "delta"},
    "text-end": {"id"},
    "reasoning-start": {"id"},
    "reasoning-delta": {"id", "delta"},
    "reasoning-end": {"id"},
    "tool-input-available": {"toolCallId", "toolName", "input"},
    "error": {"errorText"},
    "finish-step": set(),
    "finish": set(),
}
DONE = "[DONE]"


@dataclass(frozen=True, slots=True)
class Event:
    data: str
    event: str
    id: str


def read_events(body: bytes) -> Iterator[Event | None]:
    """None stands for a comment."""
    data: list[str] = []
    event = last_id = ""
    for line in re.split("\r\n|\n|\r", body.decode().removeprefix("\ufeff"))[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                yield Event("\n".join(data), event or "message", last_id)
            data, event = [], ""
        elif not name:
            yield None
        elif name == "data":
            data.append(value)
        elif name == "event":
            event = value
        elif name == "id":
            last_id = value
    assert not data


def read_sse(body: bytes) -> Iterator[Heard]:
    for event in read_events(body):
        if event is None:
            yield Heard("ping")
            continue
        data = json.loads(event.data)
        side = data.pop("side", "")
        yield Heard(event.event, side, data["content"] if event.event in ("text", "reasoning") else data, event.id)


def read_ui(body: bytes) -> Iterator[Heard]:
    """There is one side only, and it has no name."""
    message = Message()
    events = list(read_events(body))
    for event in events:
        if event is None:
            yield Heard("ping")
        elif event.data != DONE:
            yield from message.take(load_chunk(event))
    assert [event.data == DONE for event in events if event] == [False] * message.chunks + [True] * message.is_over


def load_chunk(event: Event) -> dict[str, Any]:
    chunk = json.loads(event.data)
    assert event.event == "message"
    assert chunk.keys() == {"type"} | CHUNKS[chunk["type"]]
    return chunk


@dataclass(slots=True)
class Message:
    """Parts are opened once, filled only while they are open, and closed before the end."""

    parts: dict[str, str] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    end: dict[str, str] = field(default_factory=lambda: {"finishReason": "stop"})
    chunks: int = 0
    is_over: bool = False

    def take(self, chunk: dict[str, Any]) -> Iterator[Heard]:
        assert (chunk["type"] == "start") == (self.chunks == 0)
        assert not self.is_over
        self.chunks += 1
        if "id" in chunk:
            yield from self._fill(chunk)
        else:
            yield from self._happen(chunk)

    def _fill(self, chunk: dict[str, str]) -> Iterator[Heard]:
        kind, what = chunk["type"].split("-")
        part = chunk["id"]
        if what == "start":
            assert part not in self.parts
            self.parts[part] = kind
            self.open.add(part)
        assert self.parts[part] == kind
        assert part in self.open
        if what == "delta":
            yield Heard(kind, data=chunk["delta"])
        if what == "end":
            self.open.remove(part)

    def _happen(self, chunk: dict[str, Any]) -> Iterator[Heard]:
        match chunk:
            case {"type": "start", "messageId": reply}:
                yield Heard("run", data={"reply": reply})
            case {"type": "tool-input-available", "toolCallId": call, "toolName": name, "input": value}:
                yield Heard("tool_call", data={"id": call, "name": name, "input": value})
            case {"type": "error", "errorText": error}:
                self.end = {"finishReason": "error", "error": error}
            case {"type": "finish"}:
                assert not self.open
                self.is_over = True
                yield Heard("end", data=self.end)
