"""How the bytes of an answer become events, whatever the dialect. No I/O."""

import json
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from ai_model.providers import rejections
from ai_model.providers.errors import BadBody, Cut, Failed, TooMuch
from ai_model.providers.events import End, Event, Reason, ToolCall
from ai_model.providers.sse import Frame, Frames, Lines
from ai_model.providers.surrogates import Mender, join_halves

JSON_BEGINS = (b"{", b"[")
DONE = b"[DONE]"
LONGEST_WORD = 100
# More than any tool takes, and any model calls at once.
MAX_ARGUMENTS = 256 * 1024
MAX_CALLS = 128
# What Python raises at data of another shape than it should have.
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, RecursionError)


@dataclass(slots=True)
class Draft:
    """A tool call that is still being written."""

    id: str = ""
    name: str = ""
    pieces: list[str] = field(default_factory=list)
    signature: str = ""
    size: int = 0

    def add(self, piece: str) -> None:
        """A piece of its arguments."""
        self.pieces.append(piece)
        self.size += len(piece)
        if self.size > MAX_ARGUMENTS:
            raise TooMuch

    def finish(self, number: int) -> ToolCall:
        arguments = clean("".join(self.pieces)).strip() or "{}"
        return ToolCall(clean(self.id) or f"call_{number}", clean(self.name), arguments, clean(self.signature))


class Parser(ABC):
    """One answer, fed in pieces of any size. A dialect says how bytes are cut (`cut`, `cut_rest`) and what each message
    means (`take`); it sets `end` when the answer ended well, and `is_over` when nothing more will come."""

    def __init__(self) -> None:
        self.end: End | None = None
        self.is_over = False
        self.has_spoken = False
        self.drafts: dict[Hashable, Draft] = {}
        self.mender: Mender | None = None

    @abstractmethod
    def take(self, message: Any) -> Iterator[Event]: ...

    @abstractmethod
    def cut(self, data: bytes) -> Iterator[Any]: ...

    @abstractmethod
    def cut_rest(self) -> Iterator[Any]:
        """What the end of the stream makes whole."""

    def feed(self, data: bytes) -> Iterator[Event]:
        if not self.is_over:
            yield from self._read(self.cut(data))

    def close(self) -> Iterator[Event]:
        """The stream is at its end. Raises Cut if the answer is not."""
        if self.is_over:
            return
        yield from self._read(self.cut_rest())
        if self.is_over:
            return
        if self.end is None:
            raise Cut
        self.is_over = True
        yield from self._conclude()

    def draft(self, key: Hashable) -> Draft:
        draft = self.drafts.setdefault(key, Draft())
        if len(self.drafts) > MAX_CALLS:
            raise TooMuch
        return draft

    def last_words(self) -> Iterator[Event]:
        """What a dialect held back, told before the end."""
        yield from ()

    def load(self, data: bytes) -> Any:
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            # More patient: takes the halves of a letter one by one, and what is no letter for U+FFFD.
            message = json.loads(data.decode(errors="replace"))
            self.mender = self.mender or Mender()
            return message

    def _read(self, messages: Iterable[Any]) -> Iterator[Event]:
        try:
            for message in messages:
                self.has_spoken = True
                events = self.take(message)
                yield from self.mender.mend(events) if self.mender else events
                if self.is_over:
                    yield from self._conclude()
                    return
        except UNREADABLE as error:
            raise BadBody from error

    def _conclude(self) -> Iterator[Event]:
        yield from self.mender.mend(self.last_words()) if self.mender else self.last_words()
        yield from self.mender.close() if self.mender else ()
        calls = [draft.finish(number) for number, draft in enumerate(self.drafts.values(), 1)]
        yield from calls
        if self.end is None:
            raise Cut
        # Some say "stop" after calling a tool.
        reason = Reason.TOOL_CALLS if calls and self.end.reason is Reason.STOP else self.end.reason
        yield End(reason, clean(self.end.word)[:LONGEST_WORD])


class EventParser(Parser):
    """Cuts server-sent events. What stands between them may be JSON without its `data:`: errors often are."""

    def __init__(self) -> None:
        super().__init__()
        self.frames = Frames()

    def cut(self, data: bytes) -> Iterator[Any]:
        for frame in self.frames.feed(data):
            yield from self.open(frame)

    def open(self, frame: Frame) -> Iterator[Any]:
        data = frame.data.strip()
        if frame.event == b"error":
            raise rejections.read(self._load_error(data))
        # Gateways say ": ping" in their data, and [DONE] where the dialect knows no such word.
        if data[:1] in JSON_BEGINS and data != DONE:
            yield from messages_in(self.load(data))
        elif data[:1] == b'"':
            self._heed(self._load_error(data))

    def _heed(self, words: Any) -> None:
        """A bare string tells nothing, or of an error."""
        error = rejections.read(words)
        if not isinstance(error, Failed):
            raise error

    def _load_error(self, data: bytes) -> Any:
        """It has many shapes, and none of them is an answer."""
        try:
            return self.load(data)
        except UNREADABLE:
            return data.decode(errors="replace")

    def cut_rest(self) -> Iterator[Any]:
        frame = self.frames.close()
        rest = [frame] if frame else []
        if stray := self.frames.take_stray():
            rest.append(Frame(stray))
        if stray.strip()[:1] == b'"':
            raise rejections.read(self._load_error(stray))
        for each in rest:
            try:
                yield from self.open(each)
            except UNREADABLE as error:
                raise Cut from error
        if stray and not self.has_spoken:
            raise BadBody


class LineParser(Parser):
    """Cuts lines of JSON."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = Lines()

    def cut(self, data: bytes) -> Iterator[Any]:
        for line in self.lines.feed(data):
            if line.strip():
                yield from messages_in(self.load(line))

    def cut_rest(self) -> Iterator[Any]:
        line = self.lines.close().strip()
        try:
            yield from messages_in(self.load(line)) if line else ()
        except UNREADABLE as error:
            raise Cut from error


def clean(text: str) -> str:
    """As a database takes it."""
    return join_halves(text).replace("\0", "\N{REPLACEMENT CHARACTER}")


def messages_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Errors may come as bare strings, and messages as a list."""
    if isinstance(value, str):
        raise rejections.read(value)
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each
