"""Messages of which one part is not what it should be."""

import json
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import astuple
from pathlib import Path
from typing import Any

from hypothesis import strategies as some

from ai_model.providers.parsing import Parser
from tests.ai_model.providers.replaying import replay

RECORDINGS = Path(__file__).parent / "recordings"

plain = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(some.characters())
anything = some.recursive(plain, lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner), max_leaves=5)


def read_messages(dialect: str, name: str) -> list[Any]:
    lines = (RECORDINGS / dialect / f"{name}.response").read_bytes().split(b"\n")
    return [json.loads(line.removeprefix(b"data: ")) for line in lines if line.startswith(b"data: ")]


def stream(messages: Iterable[Any]) -> bytes:
    return b"".join(b"data: %b\n\n" % json.dumps(message).encode() for message in messages)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that could be something else, with what it is part of."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@some.composite
def mangled(draw: some.DrawFn, messages: Sequence[Any]) -> bytes:
    wrong = deepcopy(list(messages))
    whole, key = draw(some.sampled_from(list(places(wrong))))
    whole[key] = draw(anything)
    return stream(wrong)


def is_sound(parser: Parser, body: bytes) -> bool:
    """Whether an answer ends as one should, well or not, and its calls are text; nothing but our errors is raised."""
    heard = replay(parser, [body])
    return bool(heard.end) != bool(heard.error) and all(
        isinstance(part, str) for call in heard.calls for part in astuple(call)
    )
