"""What a client hears of a run in the words of no format, and what it makes of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Heard:
    """`kind` is the name of an event of `sse`, or `ping`. The data of text and reasoning is what was said."""

    kind: str
    side: str = ""
    data: Any = None
    id: str = ""


def said(heard: Iterable[Heard]) -> dict[str, str]:
    """The text of each side that has any, to a reader that began at 0."""
    return _join(heard, "text")


def thought(heard: Iterable[Heard]) -> dict[str, str]:
    return _join(heard, "reasoning")


def called(heard: Iterable[Heard]) -> list[tuple[str, dict[str, Any]]]:
    return [(each.side, each.data) for each in heard if each.kind == "tool_call"]


def ends(heard: Iterable[Heard]) -> dict[str, dict[str, Any]]:
    """How each side ended, which it does once."""
    told = [(each.side, each.data) for each in heard if each.kind == "end"]
    assert len(told) == len(dict(told))
    return dict(told)


def measure(heard: Iterable[Heard]) -> dict[str, int]:
    """Where a reader stands that began at 0, by its own count."""
    return {side: len(letters) for side, letters in _spell(heard).items()}


def _join(heard: Iterable[Heard], kind: str) -> dict[str, str]:
    spelt = _spell(heard)
    joined = {side: "".join(letter for of, letter in letters if of == kind) for side, letters in spelt.items()}
    return {side: text for side, text in joined.items() if text}


def _spell(heard: Iterable[Heard]) -> dict[str, list[tuple[str, str]]]:
    sides: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in heard:
        if each.kind in ("text", "reasoning"):
            sides[each.side] += [(each.kind, letter) for letter in each.data]
        if each.kind == "rewind":
            for side, position in each.data["rewind"].items():
                del sides[side][position:]
    return sides
