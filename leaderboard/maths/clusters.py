"""Rows that belong together, as one person's or as one ballot: what each group of them adds to each model."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.maths.comparisons import Bools, Comparisons, Counts, Floats, Ints

# Sums that are held at a time: 16 MB.
CELLS = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Clusters:
    left: Ints
    right: Ints
    models: int
    # Of each row, and how many numbers there may be.
    number: Ints
    size: int

    def add_up(self, left: Floats, right: Floats) -> Iterator[Floats]:
        """What its rows give their left and their right models: clusters by models, in blocks of clusters."""
        clusters = max(CELLS // max(self.models, 1), 1)
        for first in range(0, self.size, clusters):
            yield self._add_block(left, right, first=first, last=min(first + clusters, self.size))

    def _add_block(self, left: Floats, right: Floats, *, first: int, last: int) -> Floats:
        is_whole = last - first == self.size
        rows = slice(None) if is_whole else (self.number >= first) & (self.number < last)
        places = (self.number[rows] - first).astype(np.intp) * self.models
        cells = (last - first) * self.models
        sums = np.asarray(np.bincount(places + self.left[rows], left[rows], cells), np.float64)
        sums += np.bincount(places + self.right[rows], right[rows], cells)
        return sums.reshape(-1, self.models)

    def count_members(self) -> Counts:
        return np.bincount(self.number, minlength=self.size)

    def count_by_model(self) -> Counts:
        """In how many clusters each model is."""
        places = self.number.astype(np.intp) * self.models
        places = np.sort(np.concatenate([places + self.left, places + self.right]))
        is_first = np.diff(places, prepend=-1) > 0
        return np.bincount(places[is_first] % self.models, minlength=self.models)

    def take(self, rows: Bools) -> "Clusters":
        """Those that have one of these rows, numbered anew."""
        number = self.number[rows]
        numbers = np.cumsum(np.bincount(number, minlength=self.size) > 0, dtype=np.int32) - 1
        size = int(numbers[-1]) + 1 if self.size else 0
        return Clusters(self.left[rows], self.right[rows], self.models, numbers[number], size)


def by_user(comparisons: Comparisons) -> Clusters:
    return Clusters(comparisons.left, comparisons.right, len(comparisons.models), comparisons.user, comparisons.users)


def by_ballot(comparisons: Comparisons) -> Clusters:
    return Clusters(
        comparisons.left, comparisons.right, len(comparisons.models), comparisons.ballot, comparisons.ballots
    )
