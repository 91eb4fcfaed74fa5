"""What each board is made of, and when there is none: of a category, as old as a period allows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import inf

import numpy as np

from leaderboard.maths.comparisons import Bools, Comparisons, Floats, Ints
from leaderboard.maths.counting import Pair, list_pairs
from leaderboard.maths.gauging import FEWEST_BALLOTS
from leaderboard.maths.standings import Standing, Standings, Status, stand

OVERALL = "overall"
# With fewer of them a category tells too little.
FEWEST_ESTABLISHED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """Which votes: of a category, and cast in that time. Clocks of files may be ahead of ours."""

    category: str = OVERALL
    since: float | None = None
    until: float = inf


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """Of each row: seconds since 1970, nan where nobody knows, and which of the sets of categories it has."""

    moment: Floats
    categories: Ints
    sets: tuple[frozenset[str], ...]

    def find(self, part: Part) -> Bools:
        found = np.ones(len(self.moment), np.bool_)
        if part.category != OVERALL:
            found &= np.array([part.category in words for words in self.sets], np.bool_)[self.categories]
        if part.since is not None:
            found &= (self.moment >= part.since) & (self.moment <= part.until)
        return found

    def take(self, rows: Bools) -> "Labels":
        return replace(self, moment=self.moment[rows], categories=self.categories[rows])


@dataclass(frozen=True, slots=True)
class Ranked:
    """What is shown of a board, and who is too little known to be."""

    standings: Standings
    shown: tuple[Standing, ...]
    hidden: tuple[Standing, ...]
    pairs: tuple[Pair, ...]


def rank(comparisons: Comparisons, category: str) -> Ranked:
    """A category with too few established models shows nobody."""
    standings = stand(comparisons)
    shown = tuple(row for row in standings.rows if row.status is not Status.HIDDEN)
    if not is_told(category, standings.rows):
        return Ranked(standings, (), standings.rows, ())
    hidden = tuple(row for row in standings.rows if row.status is Status.HIDDEN)
    return Ranked(standings, shown, hidden, tuple(list_pairs(comparisons)))


def is_told(category: str, rows: Iterable[Standing]) -> bool:
    return category == OVERALL or sum(row.status is Status.ESTABLISHED for row in rows) >= FEWEST_ESTABLISHED


def find_words(labels: Labels) -> set[str]:
    """The categories that may have a board: with fewer pairs than that too few models can be established."""
    found: Counter[str] = Counter()
    for words, pairs in zip(labels.sets, np.bincount(labels.categories, minlength=len(labels.sets)), strict=True):
        found.update(dict.fromkeys(words, int(pairs)))
    return {word for word, pairs in found.items() if 2 * pairs >= FEWEST_ESTABLISHED * FEWEST_BALLOTS} - {OVERALL}


def narrow(comparisons: Comparisons) -> Comparisons:
    """The same votes, without models, ballots and users that do not occur in them."""
    ballot, ballots = _number_anew(comparisons.ballot)
    user, users = _number_anew(comparisons.user)
    return replace(narrow_models(comparisons), ballot=ballot, user=user, ballots=ballots, users=users)


def narrow_models(comparisons: Comparisons) -> Comparisons:
    occurring = np.bincount(comparisons.left, minlength=len(comparisons.models))
    occurring += np.bincount(comparisons.right, minlength=len(comparisons.models))
    numbers = (np.cumsum(occurring > 0) - 1).astype(np.int32)
    models = tuple(comparisons.models[number] for number in np.flatnonzero(occurring))
    return replace(comparisons, models=models, left=numbers[comparisons.left], right=numbers[comparisons.right])


def _number_anew(numbers: Ints) -> tuple[Ints, int]:
    is_there = np.bincount(numbers) > 0
    return (np.cumsum(is_there) - 1).astype(np.int32)[numbers], int(np.count_nonzero(is_there))
