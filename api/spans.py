"""Where requests, runs and calls begin and end, for whoever traces them: nobody, unless the operator wants it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

# Names, numbers and codes, and never a text that anybody has written.
Facts = Mapping[str, str | int | bool | Sequence[str]]
Note = Callable[[Facts], None]


class Tracer(Protocol):
    def open(self, name: str, facts: Facts) -> AbstractContextManager[Note]:
        """What begins within is a part of it."""

    def record(self, name: str, facts: Facts, *, seconds: float) -> None:
        """What has just ended, and how long it took."""

    def close(self) -> None:
        """Send what waits, and no more."""


class Tracing:
    """Of this process."""

    tracer: Tracer | None = None


def _note_nothing(facts: Facts) -> None:
    """Nobody asks."""


tracing = Tracing()
_NOTHING = nullcontext(_note_nothing)


def opened(name: str, facts: Facts) -> AbstractContextManager[Note]:
    return tracing.tracer.open(name, facts) if tracing.tracer else _NOTHING
