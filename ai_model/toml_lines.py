"""On which line of a TOML file each value stands, which Python's reader does not tell."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

# Where a value is: the keys on the way to it, and the number of an element of an array of tables.
Place = tuple[str | int, ...]


def find_lines(text: str) -> Mapping[Place, int]:
    """The first line of every table and value. The text is known to be TOML."""
    lines: dict[Place, int] = {}
    counts: dict[str, int] = {}
    table: Place = ()
    for line, statement in _statements(text):
        parsed = tomllib.loads(statement)
        if statement.lstrip().startswith("["):
            table = _table(parsed, counts)
            for depth in range(len(table)):
                lines.setdefault(table[: depth + 1], line)
        else:
            lines |= {table + place: line for place in _places(parsed)}
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Whole statements with their first lines: in valid TOML, the shortest run of lines that can be read alone."""
    pending, begin = "", 1
    for number, line in enumerate(text.split("\n"), 1):
        begin = begin if pending else number
        pending += line + "\n"
        if _is_whole(pending):
            yield begin, pending
            pending = ""


def _is_whole(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _table(header: Mapping[str, Any], counts: dict[str, int]) -> Place:
    """What a header opens; `counts` remembers how often each array of tables was continued."""
    place: list[str] = []
    inner: Any = header
    while inner and isinstance(inner, dict):
        key, inner = next(iter(inner.items()))
        place.append(key)
    name, *rest = place
    if isinstance(inner, list) and not rest:
        counts[name] = counts.get(name, -1) + 1
    return (name, counts[name], *rest) if name in counts else tuple(place)


def _places(value: Any, here: Place = ()) -> Iterator[Place]:
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield (*here, key)
        yield from _places(inner, (*here, key))
