"""How a win matrix is kept: models once, and of each two of them a few numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from leaderboard.maths.counting import Pair

# Of a folded row, behind the places of its two models.
COUNTS = ("ballots", "wins", "losses", "ties")


def fold(pairs: Sequence[Pair], models: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """With what is said of each model, by what it is called in votes."""
    names = sorted({name for pair in pairs for name in (pair.left, pair.right)})
    places = {name: place for place, name in enumerate(names)}
    rows = [[places[pair.left], places[pair.right], *(getattr(pair, count) for count in COUNTS)] for pair in pairs]
    return {"models": [[models[name]["id"], models[name]["name"]] for name in names], "rows": rows}


def unfold(models: Sequence[Sequence[str]], rows: Iterable[Sequence[int]]) -> Iterator[dict[str, Any]]:
    for left, right, *counted in rows:
        counts = dict(zip(COUNTS, counted, strict=True))
        met = counts["wins"] + counts["losses"] + counts["ties"]
        rate = (counts["wins"] + counts["ties"] / 2) / met
        (a_id, a), (b_id, b) = models[left], models[right]
        yield {"a": a, "b": b, "a_id": a_id, "b_id": b_id, **counts, "rate": rate}
