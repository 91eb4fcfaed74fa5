"""What is said of a text before it may stay, and what whoever says it can do."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol


class Ruling(StrEnum):
    PASSED = "passed"
    FLAGGED = "flagged"
    # It could not be had: the policy of the operator decides.
    UNKNOWN = "unknown"


class Search(Protocol):
    """Goes through one text while it is still being said."""

    def hear(self, text: str) -> bool:
        """Whether it is flagged, with all that was heard before."""


class Moderator(Protocol):
    def search(self) -> Search | None:
        """Nothing where only whole texts are looked at."""

    def judge_at_once(self, texts: Sequence[str]) -> Ruling:
        """What it knows without asking anybody."""

    async def judge(self, texts: Sequence[str]) -> Ruling:
        """Of all of them together. Its wait is bounded."""
