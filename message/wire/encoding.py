"""How a value stands on one line whatever a model says, and what every encoder of a stream can do."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Protocol

import orjson

from message.runs.news import Began, Called, Ended, News, Rewound, Said, Silence, Thought

EVENT_STREAM = "text/event-stream; charset=utf-8"

# JSON lets them stand, and many readers take them for the end of a line.
LINE_ENDS: Mapping[bytes, bytes] = {
    "\N{NEXT LINE}".encode(): rb"\u0085",
    "\N{LINE SEPARATOR}".encode(): rb"\u2028",
    "\N{PARAGRAPH SEPARATOR}".encode(): rb"\u2029",
}

METHODS: Mapping[type[News], str] = {
    Began: "begin",
    Said: "say",
    Thought: "think",
    Called: "call",
    Ended: "end",
    Rewound: "rewind",
    Silence: "wait",
}


def dump(value: Any) -> bytes:
    """JSON on one line."""
    line = orjson.dumps(value)
    if line.isascii():
        return line
    for end, escaped in LINE_ENDS.items():
        line = line.replace(end, escaped)
    return line


class Encoder(Protocol):
    """One reader's stream; it may remember what it has told. Where it tells one side only, that is `side`."""

    name: ClassVar[str]
    media_type: ClassVar[str]
    headers: ClassVar[Mapping[str, str]] = {}
    # Whether a reader may go on where it stood; if not, it is told all from the start.
    resumes: ClassVar[bool] = True
    # Whether it has no word for more than one.
    tells_one_side: ClassVar[bool] = False

    def __init__(self, side: str) -> None: ...

    def encode(self, news: Iterable[News]) -> bytes:
        """All of it, for one write. Empty if none of it is for this reader."""
        return b"".join([getattr(self, METHODS[type(each)])(each) for each in news])

    def begin(self, news: Began) -> bytes: ...

    def say(self, news: Said) -> bytes: ...

    def think(self, news: Thought) -> bytes: ...

    def call(self, news: Called) -> bytes: ...

    def end(self, news: Ended) -> bytes: ...

    def rewind(self, news: Rewound) -> bytes: ...

    def wait(self, news: Silence) -> bytes: ...
