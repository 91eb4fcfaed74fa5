"""What all boards of one round have in common: the votes they are made of, what models are called, and the method."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from leaderboard.maths.boards import Part
from leaderboard.maths.fitting import PRIOR
from leaderboard.maths.gating import FULL_BALLOTS
from leaderboard.models import Period
from leaderboard.weighing import Poll

# Raised whenever the same votes would come to other ratings.
VERSION = 1
# Of the rule by which battles are drawn.
SAMPLER = "1"


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    poll: Poll
    # By what they are called in votes.
    models: Mapping[str, Mapping[str, Any]]
    at: datetime
    has_gates: bool
    last_ballot: UUID | None
    last_import: int | None

    @property
    def method(self) -> dict[str, Any]:
        return {"version": VERSION, "prior": PRIOR, "full_ballots": FULL_BALLOTS, "gates_on_imports": self.has_gates}

    def part(self, category: str, period: Period) -> Part:
        length = period.length
        if length is None:
            return Part(category)
        return Part(category, since=(self.at - length).timestamp(), until=self.at.timestamp())
