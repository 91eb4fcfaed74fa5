"""What a vote says before it is known which answers it can be about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from feedback.judgements import EVEN, Judgement, choose, order, prefer


@dataclass(frozen=True, slots=True)
class Pick:
    """One of the three ways in which clients put it."""

    preference: str = ""
    ranking: Sequence[Sequence[str]] = ()
    best: Sequence[str] = ()

    @property
    def named(self) -> set[str]:
        """The sides it speaks of by name."""
        word = {self.preference.removeprefix("model_")} if self.preference and self.preference not in EVEN else set()
        return word | set(self.best) | {side for group in self.ranking for side in group}

    def judge(self, sides: Sequence[str]) -> Judgement:
        """Of these answers."""
        if self.ranking:
            return order(self.ranking)
        return choose(self.best, sides) if self.best else prefer(self.preference, sides)


@dataclass(frozen=True, slots=True)
class Ballot:
    session: UUID
    # The question, or a reply that stands for its turn's side in some clients: never that, for a vote.
    message: UUID
    choice: Pick
    # What the voter saw, where the client tells it.
    replies: Mapping[str, UUID] = field(default_factory=dict)
    reasons: Sequence[str] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """Of one reply; what is not said of it is None."""

    session: UUID
    message: UUID
    rating: int | None = None
    preference: str | None = None
    comment: str | None = None
