"""Votes row by row, as tests write them and as chance does."""

from collections.abc import Iterable
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as some

from leaderboard.maths.comparisons import TURNED, Comparisons, Outcome, gather


class Row(NamedTuple):
    left: str
    right: str
    outcome: Outcome = Outcome.LEFT
    weight: float = 1.0
    ballot: Any = None
    user: Any = None

    def turned(self) -> "Row":
        return self._replace(left=self.right, right=self.left, outcome=Outcome(TURNED[self.outcome]))


def gather_rows(rows: Iterable[Row]) -> Comparisons:
    """A row without a ballot or a user has its own."""
    named = [
        row._replace(ballot=number if row.ballot is None else row.ballot, user=number if row.user is None else row.user)
        for number, row in enumerate(rows)
    ]
    columns = zip(*named, strict=True) if named else [()] * len(Row._fields)
    left, right, outcome, weight, ballot, user = columns
    return gather(left=left, right=right, outcome=outcome, weight=weight, ballot=ballot, user=user)


def repeat(times: int, left: str, right: str, outcome: Outcome = Outcome.LEFT) -> list[Row]:
    return [Row(left, right, outcome)] * times


rows_of_votes = some.lists(
    some.builds(
        Row,
        left=some.sampled_from("ABCD"),
        right=some.sampled_from("ABCD"),
        outcome=some.sampled_from(Outcome),
        weight=some.sampled_from([1.0, 2 / 3, 0.5]),
        ballot=some.integers(0, 5),
        user=some.integers(0, 3),
    ),
    max_size=30,
)


def shuffle(rows: Iterable[Row], seed: int) -> list[Row]:
    """The same votes: in another order, some told from the other side, ballots and users called otherwise."""
    lots = Random(seed)
    shuffled = [row.turned() if lots.random() < 0.5 else row for row in rows]
    lots.shuffle(shuffled)
    ballots, users = (list(range(100, 106)) for _ in range(2))
    lots.shuffle(ballots)
    lots.shuffle(users)
    return [row._replace(ballot=f"b{ballots[row.ballot]}", user=f"u{users[row.user]}") for row in shuffled]
