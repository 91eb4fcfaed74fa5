"""What a reader hears of a run, in the words of no format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Began:
    """First of all. `positions` are where the reader stands, `over` the sides whose end it has heard before."""

    run: UUID
    question: UUID
    replies: Mapping[str, UUID]
    positions: Mapping[str, int]
    over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """`position` is where the side stands after it."""

    side: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Thought:
    side: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Called:
    """A whole tool call. It takes no place of its own."""

    side: str
    id: str
    name: str
    arguments: str
    position: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A side has ended and is stored: with a reason if well or stopped, with a code and a sentence if not."""

    side: str
    message: UUID
    position: int
    status: str = "success"
    reason: str = ""
    code: str = ""
    error: str = ""
    is_retryable: bool = False
    usage: Mapping[str, Any] | None = None
    timings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Rewound:
    """A reader is ahead of what there is: it drops what it has beyond these positions."""

    positions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing new for a while; the connection lives."""


News = Began | Said | Thought | Called | Ended | Rewound | Silence
