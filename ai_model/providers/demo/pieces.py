"""How a text falls into pieces: the demo sends them one by one and counts them as tokens."""

import re
from collections.abc import Iterable, Iterator, Sequence

PIECE = re.compile(r" ?\S{1,7}|\s{1,8}")


def cut(text: str) -> Iterator[str]:
    return (piece[0] for piece in PIECE.finditer(text))


def count(text: str) -> int:
    return len(PIECE.findall(text))


def end_before(pieces: Iterable[str], stops: Sequence[str]) -> Iterator[str]:
    """As far as the first of these sequences, which may span pieces."""
    held, kept = "", max(map(len, stops), default=1) - 1
    for piece in pieces:
        held += piece
        if found := [at for at in map(held.find, stops) if at >= 0]:
            yield from filter(None, [held[: min(found)]])
            return
        if ready := held[: max(0, len(held) - kept)]:
            yield ready
            held = held[len(ready) :]
    if held:
        yield held
