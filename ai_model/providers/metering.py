"""How much of an answer is taken: 256 KiB of text, and no more bytes around it than could carry as much."""

from collections.abc import Iterable, Iterator

from ai_model.providers.errors import TooMuch
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, ToolCall, Usage

MAX_TEXT = 256 * 1024
MAX_WIRE = 128 * 1024 * 1024
# From reasoning to text and back: nobody who means it changes so often.
MAX_CHANGES = 4096
FULL = End(Reason.LENGTH, "full")


class Meter:
    def __init__(self) -> None:
        self.said = 0
        self.called = 0
        self.kind: type[Event] | None = None
        self.changes = 0
        self.usage: Usage | None = None
        self.read = 0
        self.is_full = False

    def weigh(self, piece: bytes) -> None:
        self.read += len(piece)
        if self.read > MAX_WIRE:
            raise TooMuch

    def measure(self, events: Iterable[Event]) -> Iterator[Event]:
        """The same events as long as there is room, then the end."""
        for event in events:
            if isinstance(event, Text | Reasoning):
                if event.text:
                    yield from self._say(event)
                if self.is_full:
                    return
            elif self._is_news(event):
                yield event

    def _is_news(self, event: Event) -> bool:
        """Some tell the same usage with every word; and calls need a bound too."""
        if isinstance(event, ToolCall):
            self.called += len(event.arguments) + len(event.id) + len(event.name) + len(event.signature)
            if self.called > MAX_TEXT:
                raise TooMuch
        is_repeated = isinstance(event, Usage) and event == self.usage
        self.usage = event if isinstance(event, Usage) else self.usage
        return not is_repeated

    def _say(self, event: Text | Reasoning) -> Iterator[Event]:
        if "\0" in event.text:
            # No database keeps it.
            event = type(event)(event.text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
        if type(event) is not self.kind:
            self.kind = type(event)
            self.changes += 1
            if self.changes > MAX_CHANGES:
                raise TooMuch
        self.said += len(event.text) if event.text.isascii() else len(event.text.encode())
        if self.said <= MAX_TEXT:
            yield event
            return
        self.is_full = True
        yield from self._cut(event)
        yield FULL

    def _cut(self, event: Text | Reasoning) -> Iterator[Event]:
        whole = event.text.encode()
        room = len(whole) - (self.said - MAX_TEXT)
        if kept := whole[:room].decode(errors="ignore"):
            yield type(event)(kept)
