"""What was heard, and what is to be said about it before a style says it."""

import re
from dataclasses import dataclass, field
from random import Random

# A wish is told at the beginning; whatever follows, it takes no longer to recognise.
WISH_LENGTH = 2000
# Nor does it depend on how wide its gaps are, which patterns with several of them would read again and again.
GAP = re.compile(r"(\s{3})\s+")


@dataclass(frozen=True, slots=True)
class Heard:
    question: str
    # What the same person said before, oldest first.
    history: tuple[str, ...] = ()
    # The name that the system prompt gives us.
    name: str = ""
    # What a tool answered.
    result: str | None = None
    dice: Random = field(default_factory=lambda: Random(0))  # noqa: S311 -- no secret

    @property
    def wish(self) -> str:
        return GAP.sub(r"\1", self.question[:WISH_LENGTH])


@dataclass(frozen=True, slots=True)
class Matter:
    # What kind of wish this answers.
    title: str
    gist: str
    # What was asked for, one by one.
    points: tuple[str, ...] = ()
    # What may be added, and left out by those who are brief.
    remarks: tuple[str, ...] = ()
    # In Python.
    code: str = ""
    # The answer to those who want it in one word.
    word: str = ""
    # It was asked for letter by letter, so no style may touch it.
    is_exact: bool = False
