"""What one side has said so far. A position is a number, so readers need no queues: who is slow gets more at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from message.runs.news import Called, Said, Thought

# Code points that are kept in one piece: what is added to it is copied, and what is read is cut from it.
PIECE = 1024
# What is told in one breath.
LONGEST = 16 * 1024


class Kind(StrEnum):
    TEXT = "text"
    REASONING = "reasoning"
    CALL = "call"


Words = Said | Thought | Called
HEARD: Mapping[Kind, type[Said] | type[Thought]] = {Kind.TEXT: Said, Kind.REASONING: Thought}
NAMES = {heard: kind.value for kind, heard in HEARD.items()}
# Kinds with their text, or a whole call: how the journal puts it.
Pieces = Sequence[tuple[str, Any]]
# How most answers go.
USUAL = {Kind.REASONING: 0, Kind.TEXT: 1, Kind.CALL: 2}


@dataclass(slots=True)
class Piece:
    kind: Kind
    start: int
    text: str = ""
    call: Mapping[str, str] | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Cursor:
    """Where a reader is: all pieces before this one, and so much of it, have been told."""

    piece: int = 0
    offset: int = 0


class Log:
    def __init__(self, side: str) -> None:
        self.side = side
        self.pieces: list[Piece] = []
        self.position = 0

    def add(self, kind: Kind, text: str) -> None:
        if len(text) > LONGEST:
            self.add(kind, text[:LONGEST])
            self.add(kind, text[LONGEST:])
            return
        pieces = self.pieces
        last = pieces[-1] if pieces else None
        if last and last.kind is kind and len(last.text) < PIECE:
            last.text += text
        else:
            pieces.append(Piece(kind, self.position, text))
        self.position += len(text)

    def add_call(self, call: Mapping[str, str]) -> None:
        self.pieces.append(Piece(Kind.CALL, self.position, call=call))

    def add_pieces(self, pieces: Pieces) -> None:
        for kind, what in pieces:
            if kind == Kind.CALL:
                self.add_call(what)
            else:
                self.add(Kind(kind), what)

    def take_pieces(self, cursor: Cursor) -> Pieces:
        """What is new, in the words of the journal."""
        return [_piece(news) for news in self.read(cursor)]

    def complete(self, whole: "Log") -> None:
        """With what the same log has elsewhere and lacks here."""
        cursor = whole.find(self.position)
        # Of calls that stand exactly here, so many have been heard.
        known = _count_calls(self.pieces) - _count_calls(whole.pieces[: cursor.piece])
        for kind, what in whole.take_pieces(cursor):
            if kind == Kind.CALL and known > 0:
                known -= 1
            else:
                self.add_pieces([(kind, what)])

    def clear(self) -> None:
        """What was said is taken back. Whoever has heard it is behind the end, and hears no more."""
        self.pieces.clear()
        self.position = 0

    def find(self, position: int) -> Cursor:
        """A call that stands exactly there is told again."""
        for index, piece in enumerate(self.pieces):
            if piece.end > position or (piece.call is not None and piece.start >= position):
                return Cursor(index, max(position - piece.start, 0))
        # Behind all that was said; the last piece may still grow.
        return Cursor(len(self.pieces) - 1, len(self.pieces[-1].text)) if self.pieces else Cursor()

    def read(self, cursor: Cursor) -> Iterator[Words]:
        """What is new for a reader, whose cursor moves on."""
        pieces = self.pieces
        while cursor.piece < len(pieces):
            piece, begin = pieces[cursor.piece], cursor.offset
            may_grow = piece.call is None and cursor.piece == len(pieces) - 1
            if may_grow:
                cursor.offset = len(piece.text)
            else:
                cursor.piece, cursor.offset = cursor.piece + 1, 0
            if piece.call is not None:
                yield Called(self.side, **piece.call, position=piece.start)
            elif begin < len(piece.text):
                yield HEARD[piece.kind](self.side, piece.text[begin:], piece.end)
            if may_grow:
                return

    def text_of(self, kind: Kind) -> str:
        return "".join(piece.text for piece in self.pieces if piece.kind is kind)

    @property
    def calls(self) -> list[Mapping[str, str]]:
        return [piece.call for piece in self.pieces if piece.call is not None]

    @property
    def outline(self) -> list[tuple[str, int]] | None:
        """The order of what was said, where the stored texts alone do not tell it."""
        kinds = [USUAL[piece.kind] for piece in self.pieces]
        if kinds == sorted(kinds):
            return None
        return list(_joined((piece.kind.value, len(piece.text)) for piece in self.pieces))


def _count_calls(pieces: Iterable[Piece]) -> int:
    return sum(piece.call is not None for piece in pieces)


def _piece(news: Words) -> tuple[str, Any]:
    if isinstance(news, Called):
        return Kind.CALL.value, {"id": news.id, "name": news.name, "arguments": news.arguments}
    return NAMES[type(news)], news.text


def _joined(parts: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    kind, length = "", 0
    for each, size in parts:
        if each == kind and kind != Kind.CALL:
            length += size
            continue
        if kind:
            yield kind, length
        kind, length = each, size
    yield kind, length


def replay(side: str, *, text: str, reasoning: str, calls: Iterable[Mapping[str, str]], outline: Any = None) -> Log:
    """The log of what was stored."""
    log = Log(side)
    whole, said = {Kind.TEXT: text, Kind.REASONING: reasoning}, {Kind.TEXT: 0, Kind.REASONING: 0}
    waiting = iter(calls)
    for name, length in outline or _usual(text, reasoning):
        kind = Kind(name)
        if kind is Kind.CALL:
            log.add_call(next(waiting))
            continue
        log.add(kind, whole[kind][said[kind] : said[kind] + length])
        said[kind] += length
    for call in waiting:
        log.add_call(call)
    return log


def _usual(text: str, reasoning: str) -> list[tuple[str, int]]:
    told = [(Kind.REASONING.value, len(reasoning)), (Kind.TEXT.value, len(text))]
    return [(kind, length) for kind, length in told if length]
