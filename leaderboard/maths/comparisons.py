"""Votes as columns of pairs: what a ballot says of every two of its models, and when two sets of votes are the same."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from hashlib import sha256
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from feedback.judgements import Kind

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Counts = NDArray[np.intp]
Words = NDArray[np.uint64]


class Outcome(IntEnum):
    LEFT = 0
    RIGHT = 1
    TIE = 2
    BOTH_BAD = 3


# By outcome: what the left one gets, and what the outcome is called from the other side.
SHARES = np.array([1.0, 0.0, 0.5, 0.5])
TURNED = np.array([Outcome.RIGHT, Outcome.LEFT, Outcome.TIE, Outcome.BOTH_BAD])


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """A row is a pair of a ballot. Rows of one ballot need not be neighbours."""

    # Sorted; left and right are numbers into it.
    models: tuple[str, ...]
    left: Ints
    right: Ints
    outcome: NDArray[np.int8]
    weight: Floats
    ballot: Ints
    user: Ints
    # How many numbers there may be: not all of them need to occur.
    ballots: int
    users: int

    def __len__(self) -> int:
        return len(self.left)

    @property
    def share(self) -> Floats:
        return SHARES[self.outcome]

    def take(self, rows: Bools) -> "Comparisons":
        return replace(
            self,
            left=self.left[rows],
            right=self.right[rows],
            outcome=self.outcome[rows],
            weight=self.weight[rows],
            ballot=self.ballot[rows],
            user=self.user[rows],
        )

    def reweighed(self, weight: Floats) -> "Comparisons":
        return replace(self, weight=np.asarray(weight, np.float64))

    def digest(self) -> str:
        """The same whatever the order of rows and of sides, and however ballots and users are numbered."""
        names, codes = self._encode()
        weights = np.ascontiguousarray(self.weight, np.float64).view(np.uint64)
        ballots, users = _label(_mix(codes) ^ weights, self.ballot, self.user, sizes=(self.ballots, self.users))
        columns = (codes, weights, ballots, users)
        order = np.lexsort(columns)
        hashed = sha256(repr(names).encode())
        for column in columns:
            hashed.update(column[order].astype("<u8").tobytes())
        return hashed.hexdigest()

    def _encode(self) -> tuple[list[str], Words]:
        """The names that occur; and of each row both sides and the outcome, as its first name sees it."""
        occurs = np.bincount(np.concatenate([self.left, self.right]), minlength=len(self.models)) > 0
        names = [name for name, is_there in zip(self.models, occurs, strict=True) if is_there]
        left, right = ((np.cumsum(occurs) - 1)[side] for side in (self.left, self.right))
        # A model beside itself has no first name: it is told as if the left one had won.
        is_turned = (left > right) | ((left == right) & (self.outcome == Outcome.RIGHT))
        outcome = np.where(is_turned, TURNED[self.outcome], self.outcome)
        pairs = np.minimum(left, right) * len(names) + np.maximum(left, right)
        return names, (pairs * len(Outcome) + outcome).astype(np.uint64)


def _label(rows: Words, ballot: Ints, user: Ints, *, sizes: tuple[int, int]) -> tuple[Words, Words]:
    """Of each row, its ballot and its user, named by nothing but what they contain.

    The first round names ballots by their rows; the second, users by their ballots. Where a ballot has several users,
    both rounds tell nearly all of them apart.
    """
    for _ in range(2):
        ballots, users = _name(rows, ballot, sizes[0]), _name(rows, user, sizes[1])
        rows = _mix(_mix(_mix(rows) ^ ballots) + users)
    return ballots, users


def _name(rows: Words, group: Ints, groups: int) -> Words:
    sums = np.zeros(groups, np.uint64)
    np.add.at(sums, group, _mix(rows))
    return _mix(sums)[group]


def _mix(words: Words) -> Words:
    """Spreads every bit over all of them: the finaliser of splitmix64."""
    mixed = words + np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def gather(
    *,
    left: Sequence[str],
    right: Sequence[str],
    outcome: Sequence[int],
    weight: Sequence[float] | None = None,
    ballot: Sequence[Hashable] | None = None,
    user: Sequence[Hashable] | None = None,
) -> Comparisons:
    """Without ballots each row is one; without users each ballot is somebody else's."""
    rows = len(left)
    models = tuple(sorted({*left, *right}))
    ballot_numbers, ballots = _count_off(ballot if ballot is not None else range(rows))
    user_numbers, users = (ballot_numbers, ballots) if user is None else _count_off(user)
    comparisons = Comparisons(
        models=models,
        left=_find(left, models),
        right=_find(right, models),
        outcome=np.asarray(outcome, np.int8),
        weight=np.ones(rows) if weight is None else np.asarray(weight, np.float64),
        ballot=ballot_numbers,
        user=user_numbers,
        ballots=ballots,
        users=users,
    )
    _check_lengths(comparisons)
    return comparisons


def _find(names: Sequence[Hashable], known: Iterable[Hashable]) -> Ints:
    numbers = {name: number for number, name in enumerate(known)}
    return np.fromiter(map(numbers.__getitem__, names), np.int32, count=len(names))


def _count_off(names: Sequence[Hashable]) -> tuple[Ints, int]:
    known = dict.fromkeys(names)
    return _find(names, known), len(known)


def _check_lengths(comparisons: Comparisons) -> None:
    columns = ("left", "right", "outcome", "weight", "ballot", "user")
    lengths = {name: len(getattr(comparisons, name)) for name in columns}
    if len({*lengths.values()}) > 1:
        raise ValueError(f"columns of different lengths: {lengths}")


def pairs_of(kind: Kind, ranks: Sequence[int]) -> list[tuple[int, int, Outcome]]:
    """Of places in a ballot; each weighs 2/k. Those not chosen as best (rank 1) are not compared with each other."""
    pairs = combinations(range(len(ranks)), 2)
    if kind is Kind.BEST:
        return [(i, j, _judge(ranks[i], ranks[j])) for i, j in pairs if 1 in (ranks[i], ranks[j])]
    if kind is Kind.RANKING:
        return [(i, j, _judge(ranks[i], ranks[j])) for i, j in pairs]
    outcome = Outcome.TIE if kind is Kind.TIE else Outcome.BOTH_BAD
    return [(i, j, outcome) for i, j in pairs]


def _judge(left: int, right: int) -> Outcome:
    if left == right:
        return Outcome.TIE
    return Outcome.LEFT if left < right else Outcome.RIGHT
