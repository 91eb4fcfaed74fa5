"""What can be said of several answers: the best of them, an order, a tie, or that all are bad."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CHOSEN, REST = 1, 2


class Kind(StrEnum):
    # One or several are better than all others; those are not compared with each other.
    BEST = "best"
    RANKING = "ranking"
    TIE = "tie"
    ALL_BAD = "all_bad"


# The two preferences that name no side.
EVEN = {"tie": Kind.TIE, "both_bad": Kind.ALL_BAD}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Each side that was compared, with its rank."""

    kind: Kind
    ranks: Mapping[str, int]

    @property
    def best(self) -> list[str]:
        return sorted(side for side, rank in self.ranks.items() if rank == CHOSEN)

    @property
    def groups(self) -> list[list[str]]:
        """Best first; those in a group are equal."""
        return [
            sorted(side for side, rank in self.ranks.items() if rank == each)
            for each in sorted(set(self.ranks.values()))
        ]

    @property
    def preference(self) -> str:
        """In one word, as clients send and read it."""
        match self.kind:
            case Kind.TIE:
                return "tie"
            case Kind.ALL_BAD:
                return "both_bad"
            case Kind.BEST if len(self.best) == 1:
                return f"model_{self.best[0]}"
        return "ranking"


def prefer(word: str, sides: Iterable[str]) -> Judgement:
    """`model_b` is the best of these, or they are even."""
    if word in EVEN:
        return Judgement(EVEN[word], dict.fromkeys(sides, CHOSEN))
    return choose([word.removeprefix("model_")], sides)


def choose(best: Sequence[str], sides: Iterable[str]) -> Judgement:
    return Judgement(Kind.BEST, {side: CHOSEN if side in best else REST for side in sides})


def order(groups: Sequence[Sequence[str]]) -> Judgement:
    """Best first. Sides that are not named were not compared."""
    return Judgement(Kind.RANKING, {side: rank for rank, group in enumerate(groups, 1) for side in group})
