"""Votes are counted as they were cast."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from leaderboard.maths.comparisons import Outcome
from leaderboard.maths.counting import Pair, count, count_ballots, count_users, list_pairs
from tests.leaderboard.maths.rows import Row, gather_rows, rows_of_votes, shuffle

LEFT, RIGHT, TIE, BOTH_BAD = Outcome
ROWS = [
    Row("A", "B", LEFT, ballot=1, user=1),
    Row("C", "A", LEFT, ballot=1, user=1),
    Row("B", "A", TIE, ballot=2, user=1),
    Row("B", "A", BOTH_BAD, ballot=3, user=2),
    Row("B", "A", RIGHT, weight=2.0, ballot=4, user=2),
]


def test_every_model_has_its_wins_losses_and_ties() -> None:
    tallies = count(gather_rows(ROWS))

    assert tallies.wins.tolist() == [2, 0, 1]
    assert tallies.losses.tolist() == [1, 2, 0]
    assert tallies.ties.tolist() == [2, 2, 0]
    assert tallies.ballots.tolist() == [4, 4, 1]
    assert tallies.users.tolist() == [2, 2, 1]
    assert tallies.opponents.tolist() == [2, 1, 1]
    assert tallies.largest_share.tolist() == [3 / 6, 3 / 5, 1.0]


def test_what_does_not_occur_is_not_counted() -> None:
    comparisons = gather_rows(ROWS)

    some_rows = comparisons.take(np.array([True, True, False, False, False]))

    assert (count_ballots(comparisons), count_users(comparisons)) == (4, 2)
    assert (count_ballots(some_rows), count_users(some_rows)) == (1, 1)
    assert count(some_rows).ties.tolist() == [0, 0, 0]


def test_two_models_are_one_pair_from_whichever_side() -> None:
    assert list_pairs(gather_rows(ROWS)) == [
        Pair("A", "B", ballots=4, wins=2, losses=0, ties=2),
        Pair("A", "C", ballots=1, wins=0, losses=1, ties=0),
    ]


def test_rows_of_one_ballot_are_one_meeting() -> None:
    rows = [Row("A", "B", LEFT, ballot=1, user=number) for number in range(3)]

    assert list_pairs(gather_rows(rows)) == [Pair("A", "B", ballots=1, wins=3, losses=0, ties=0)]


def test_no_votes_are_no_pairs() -> None:
    nothing = gather_rows([])

    assert list_pairs(nothing) == []
    assert count(nothing).wins.tolist() == []
    assert (count_ballots(nothing), count_users(nothing)) == (0, 0)


@given(rows_of_votes, some.integers())
def test_neither_order_nor_side_nor_labels_change_a_count(rows: list[Row], seed: int) -> None:
    assert list_pairs(gather_rows(shuffle(rows, seed))) == list_pairs(gather_rows(rows))
