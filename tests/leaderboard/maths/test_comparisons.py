"""Votes become columns, and the same votes have the same digest."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from feedback.judgements import Kind
from leaderboard.maths.comparisons import Outcome, gather, pairs_of
from tests.leaderboard.maths.rows import Row, gather_rows, rows_of_votes, shuffle

LEFT, RIGHT, TIE, BOTH_BAD = Outcome
VOTES = [
    Row("A", "B", LEFT, ballot=1, user=1),
    Row("A", "C", LEFT, ballot=1, user=1),
    Row("A", "B", RIGHT, ballot=2, user=1),
    Row("B", "C", TIE, ballot=3, user=2),
    Row("B", "C", TIE, ballot=4, user=2),
]


@given(rows_of_votes, some.integers())
def test_neither_order_nor_side_nor_labels_change_the_digest(rows: list[Row], seed: int) -> None:
    assert gather_rows(shuffle(rows, seed)).digest() == gather_rows(rows).digest()


@pytest.mark.parametrize(
    "other",
    [
        VOTES[:4],
        [*VOTES, VOTES[0]],
        [VOTES[0]._replace(outcome=RIGHT), *VOTES[1:]],
        [*VOTES[:4], VOTES[4]._replace(outcome=BOTH_BAD)],
        [VOTES[0]._replace(weight=0.5), *VOTES[1:]],
        [row._replace(left=row.left.replace("A", "AA")) for row in VOTES],
        # Who votes twice, and who once: with the same ballots each.
        [*VOTES[:4], VOTES[4]._replace(user=3)],
        [*VOTES[:3], VOTES[3]._replace(user=1), VOTES[4]],
        # What is one ballot.
        [*VOTES[:4], VOTES[4]._replace(ballot=3)],
        [VOTES[0]._replace(ballot=2), VOTES[1], VOTES[2]._replace(ballot=1), *VOTES[3:]],
    ],
)
def test_other_votes_have_another_digest(other: Sequence[Row]) -> None:
    assert gather_rows(other).digest() != gather_rows(VOTES).digest()


@pytest.mark.parametrize(
    "ballots",
    [
        # One person said everything twice; or two persons did once.
        ["AB", "BC"],
        # The same rows each, as one ballot or as two.
        ["AB BC", "AB", "BC"],
    ],
)
def test_the_same_ballots_dealt_out_otherwise_have_another_digest(ballots: list[str]) -> None:
    def deal(*users: int) -> str:
        dealt = enumerate(zip(ballots * 2, users, strict=True))
        return gather_rows(
            Row(pair[0], pair[1], ballot=number, user=user) for number, (pairs, user) in dealt for pair in pairs.split()
        ).digest()

    mixed = deal(*[1] * len(ballots), *[2] * len(ballots))
    apart = deal(1, *[2] * (len(ballots) - 1), 1, *[2] * (len(ballots) - 1))

    assert apart != mixed


def test_what_was_left_out_leaves_no_trace_in_the_digest() -> None:
    stranger = Row("X", "Y", ballot=9, user=9)
    comparisons = gather_rows([stranger, *VOTES])

    left_over = comparisons.take(np.array([False] + [True] * len(VOTES)))

    assert left_over.models == comparisons.models
    assert left_over.digest() == gather_rows(VOTES).digest()


def test_names_are_numbered_in_the_order_of_the_alphabet() -> None:
    comparisons = gather(left=["pear", "fig"], right=["fig", "apple"], outcome=[LEFT, BOTH_BAD])

    assert comparisons.models == ("apple", "fig", "pear")
    assert comparisons.left.tolist() == [2, 1]
    assert comparisons.right.tolist() == [1, 0]
    assert comparisons.share.tolist() == [1.0, 0.5]


def test_who_is_not_named_is_somebody_else_each_time() -> None:
    comparisons = gather(left=["A"] * 3, right=["B"] * 3, outcome=[LEFT] * 3, ballot=["x", "y", "x"])

    assert comparisons.ballot.tolist() == comparisons.user.tolist() == [0, 1, 0]
    assert (comparisons.ballots, comparisons.users) == (2, 2)
    assert comparisons.weight.tolist() == [1.0] * 3


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="'outcome': 1"):
        gather(left=["A", "A"], right=["B", "B"], outcome=[LEFT])


def test_weights_can_be_others() -> None:
    comparisons = gather_rows(VOTES)

    lighter = comparisons.reweighed(comparisons.weight / 2)

    assert lighter.weight.tolist() == [0.5] * len(VOTES)
    assert comparisons.weight.tolist() == [1.0] * len(VOTES)


@pytest.mark.parametrize(
    ("kind", "ranks", "pairs"),
    [
        (Kind.BEST, (2, 1), [(0, 1, RIGHT)]),
        (Kind.BEST, (2, 1, 2), [(0, 1, RIGHT), (1, 2, LEFT)]),
        (Kind.BEST, (1, 1, 2), [(0, 1, TIE), (0, 2, LEFT), (1, 2, LEFT)]),
        (Kind.BEST, (2, 2), []),
        (Kind.RANKING, (1, 3, 2), [(0, 1, LEFT), (0, 2, LEFT), (1, 2, RIGHT)]),
        (Kind.RANKING, (1, 2, 2), [(0, 1, LEFT), (0, 2, LEFT), (1, 2, TIE)]),
        (Kind.TIE, (1, 1, 1), [(0, 1, TIE), (0, 2, TIE), (1, 2, TIE)]),
        (Kind.ALL_BAD, (1, 1), [(0, 1, BOTH_BAD)]),
        (Kind.ALL_BAD, (1,), []),
    ],
)
def test_a_ballot_compares_what_was_judged(
    kind: Kind, ranks: Sequence[int], pairs: list[tuple[int, int, Outcome]]
) -> None:
    assert pairs_of(kind, ranks) == pairs
