"""Which seeds are thrown: those that once failed, for ever, and as many others as the form has time for."""

from collections.abc import Mapping
from random import SystemRandom

# By the name of a test.
ONCE_FAILED: Mapping[str, tuple[int, ...]] = {}

FRESH = SystemRandom()


def choose_seeds(test: str, *, short: int, full: int, is_short: bool, chosen: int | None) -> list[int]:
    """The short form throws the same each time, the full one others."""
    if chosen is not None:
        return [chosen]
    fresh = range(1, short + 1) if is_short else [FRESH.randrange(1000, 1_000_000) for _ in range(full)]
    return [*ONCE_FAILED.get(test, ()), *fresh]
