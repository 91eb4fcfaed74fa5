"""Answers told again: what a parser hears from recorded bytes, however they are cut."""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from ai_model.providers.errors import ProviderError
from ai_model.providers.events import End, Event, Reached, Reasoning, Text, ToolCall, Usage
from ai_model.providers.parsing import Parser


@dataclass(slots=True)
class Heard:
    text: str = ""
    reasoning: str = ""
    calls: list[ToolCall] = field(default_factory=list)
    usage: Usage | None = None
    end: End | None = None
    error: str = ""
    # Over a socket only, and never twice the same.
    reached: Reached | None = field(default=None, compare=False)

    def hear(self, event: Event) -> None:
        match event:
            case Text(text):
                self.text += text
            case Reasoning(text):
                self.reasoning += text
            case ToolCall():
                self.calls.append(event)
            case Usage():
                self.usage = event
            case Reached():
                assert self == Heard(), "nothing is said before"
                self.reached = event
            case End():
                assert self.end is None, "an answer ends once"
                self.end = event


def replay(parser: Parser, pieces: Iterable[bytes]) -> Heard:
    heard = Heard()
    try:
        for piece in pieces:
            for event in parser.feed(piece):
                heard.hear(event)
        for event in parser.close():
            heard.hear(event)
    except ProviderError as error:
        heard.error = error.cause
    return heard


def whole(body: bytes) -> Iterator[bytes]:
    yield body


def by_lines(body: bytes) -> Iterator[bytes]:
    yield from body.splitlines(keepends=True)


def by_size(size: int, body: bytes) -> Iterator[bytes]:
    yield from (body[start : start + size] for start in range(0, len(body), size))


def at_random(body: bytes) -> Iterator[bytes]:
    dice = random.Random(len(body))
    start = 0
    while start < len(body):
        end = start + dice.choice((1, 2, 3, 5, 50, 500, 5000))
        yield body[start:end]
        start = end


CUTS: Mapping[str, Callable[[bytes], Iterator[bytes]]] = {
    "whole": whole,
    "by_lines": by_lines,
    "by_7_bytes": partial(by_size, 7),
    "by_1_byte": partial(by_size, 1),
    "at_random": at_random,
}
LINE_ENDS: Mapping[str, bytes] = {"lf": b"\n", "crlf": b"\r\n", "cr": b"\r"}


def with_line_ends(body: bytes, end: bytes) -> bytes:
    return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", end)
