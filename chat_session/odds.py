"""What the ranking knows of models when battles are drawn: how likely it wants every two to meet."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# More than any pair is ever told to weigh.
HEAVIEST = 1e12

Rows = Sequence[Sequence[float]]


class Unusable(ValueError):
    """What is stored are no odds."""


@dataclass(frozen=True, slots=True)
class Odds:
    """What the ranking knows of models. The weights of pairs have a scale of their own."""

    models: Sequence[str] = ()
    ballots: Sequence[int] = ()
    established: Sequence[bool] = ()
    # Of each model against all before it: nothing of the first.
    overlap: Rows = ()
    gain: Rows = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Any) -> "Odds":
        """Raises Unusable. What a newer version has added is left out."""
        try:
            odds = cls(**{name: stored[name] for name in cls.__slots__})
            count = len(odds.models)
            fits = all(len(column) == count for column in (odds.ballots, odds.established, odds.overlap, odds.gain))
        except (TypeError, KeyError) as error:
            raise Unusable("columns are missing") from error
        if not (fits and _is_triangle(odds.overlap) and _is_triangle(odds.gain)):
            raise Unusable("columns do not fit each other")
        return odds


def _is_triangle(rows: Rows) -> bool:
    """Of weights that can be added up."""
    return all(
        isinstance(row, list | tuple) and len(row) == number and all(map(_is_weight, row))
        for number, row in enumerate(rows)
    )


def _is_weight(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= HEAVIEST
