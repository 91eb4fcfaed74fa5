"""What a board shows of votes."""

from dataclasses import astuple, replace
from itertools import combinations
from math import isfinite
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from numpy.random import default_rng

from leaderboard.maths.comparisons import Comparisons, Outcome
from leaderboard.maths.fitting import fit
from leaderboard.maths.standings import NotComparable, Options, Standings, Status, stand
from tests.leaderboard.maths.polls import poll_ballots, poll_crowd
from tests.leaderboard.maths.rows import Row, gather_rows, repeat, rows_of_votes, shuffle
from tests.leaderboard.maths.votes import read_figures, read_votes

LEFT, RIGHT, TIE, BOTH_BAD = Outcome
EVERYBODY = Options(shown_from=0)


@pytest.fixture(scope="module")
def crowd() -> Comparisons:
    return poll_crowd(default_rng(8)).comparisons


@pytest.fixture(scope="module")
def board(crowd: Comparisons) -> Standings:
    return stand(crowd)


def duel(left: str, right: str, *, wins: int, losses: int) -> list[Row]:
    return repeat(wins, left, right) + repeat(losses, left, right, RIGHT)


def names(board: Standings) -> list[str]:
    return [row.model for row in board.rows]


def test_without_a_prior_ratings_are_those_of_other_libraries(shared: Path) -> None:
    comparisons = read_votes("synth_nway")

    board = stand(comparisons, Options(prior=0))

    # All twelve are established, so that the mean is that of all.
    assert {row.status for row in board.rows} == {Status.ESTABLISHED}
    figures = read_figures("synth_nway", tuple(names(board)))
    assert [row.rating for row in board.rows] == pytest.approx(figures["rating"], abs=0.01)
    errors = np.maximum(figures["se_cluster"], figures["se_user"])
    assert [row.half_width for row in board.rows] == pytest.approx(1.968 * errors, rel=0.005)


def test_the_best_is_first_and_intervals_lie_around_ratings(board: Standings) -> None:
    ratings = [row.rating for row in board.rows]

    assert ratings == sorted(ratings, reverse=True)
    assert np.mean([row.rating for row in board.rows if row.status is Status.ESTABLISHED]) == pytest.approx(1000)
    assert all(row.rating - row.lower == pytest.approx(row.upper - row.rating) for row in board.rows)
    assert all(row.half_width > 0 for row in board.rows)


def test_a_rank_is_a_place_that_the_intervals_leave_open(board: Standings) -> None:
    for row in board.rows:
        others = [other for other in board.rows if other is not row]
        assert row.rank == 1 + sum(other.lower > row.upper for other in others)
        assert row.rank_worst == len(board.rows) - sum(other.upper < row.lower for other in others)


def test_who_has_few_ballots_is_hidden_and_takes_no_place() -> None:
    seen = duel("A", "B", wins=20, losses=20)
    unseen = duel("C", "B", wins=20, losses=9)

    board = stand(gather_rows(seen + unseen))

    # It is the best so far, but nobody knows.
    assert [(row.model, row.status) for row in board.rows] == [
        ("A", Status.PROVISIONAL),
        ("B", Status.PROVISIONAL),
        ("C", Status.HIDDEN),
    ]
    assert board.rows[2].rating > board.rows[0].rating
    assert [(row.rank, row.rank_worst) for row in board.rows] == [(1, 2), (1, 2), (None, None)]
    assert [row.better_than_next for row in board.rows] == pytest.approx([0.5, None, None], abs=0.01)
    assert [row.win_probability for row in board.rows[:2]] == pytest.approx([0.5, 0.5], abs=0.01)


def test_one_more_ballot_shows_it_and_rows_of_one_ballot_are_one() -> None:
    rows = duel("A", "B", wins=20, losses=20)
    shown = stand(gather_rows(rows + duel("C", "B", wins=20, losses=10)))
    together = [row._replace(ballot="one") for row in duel("C", "B", wins=20, losses=10)]

    hidden = stand(gather_rows(rows + together))

    assert next(row.status for row in shown.rows if row.model == "C") is Status.PROVISIONAL
    assert next(row.status for row in hidden.rows if row.model == "C") is Status.HIDDEN


def test_a_model_is_established_by_many_ballots_of_many_people(crowd: Comparisons, board: Standings) -> None:
    one_person = replace(crowd, user=np.zeros_like(crowd.user))

    assert {row.status for row in board.rows} == {Status.ESTABLISHED}
    assert {row.status for row in stand(one_person).rows} == {Status.PROVISIONAL}


def test_who_has_never_lost_is_not_said_to_be_well_known() -> None:
    """All of its votes say the same, so their scatter is nought; how much better it is they do not say."""
    known = [row for pair in ("AB", "BC", "CA") for row in duel(*pair, wins=60, losses=60)]
    unbeaten = [Row("Unbeaten", other) for other in "ABC" for _ in range(50)]

    best, *others = stand(gather_rows(known + unbeaten)).rows

    assert (best.model, best.status) == ("Unbeaten", Status.PROVISIONAL)
    assert {row.status for row in others} == {Status.ESTABLISHED}
    assert best.half_width > 4 * others[0].half_width


def test_counts_are_those_of_the_votes() -> None:
    rows = [Row("A", "B", LEFT), Row("B", "A", BOTH_BAD), Row("A", "C", TIE), Row("A", "A", TIE)]

    board = stand(gather_rows(rows), EVERYBODY)

    first = board.rows[0]
    assert (first.model, first.ballots, first.users, first.wins, first.losses, first.ties) == ("A", 3, 3, 1, 0, 2)
    assert (board.ballots, board.users) == (3, 3)


def test_chances_follow_from_strengths() -> None:
    comparisons = gather_rows(duel("A", "B", wins=75, losses=25) + duel("B", "C", wins=50, losses=50))

    first, second, third = stand(comparisons, Options(prior=0)).rows

    assert first.win_probability == pytest.approx(0.75)
    assert second.win_probability == pytest.approx((0.25 + 0.5) / 2)
    assert first.better_than_next == pytest.approx(1, abs=1e-4)
    assert second.better_than_next == pytest.approx(0.5)
    assert third.better_than_next is None


def test_ties_left_out_move_models_apart() -> None:
    ties = repeat(100, "A", "B", TIE) + repeat(5, "C", "B", TIE)

    first, second, _ = stand(gather_rows(duel("A", "B", wins=75, losses=25) + ties), EVERYBODY).rows

    assert first.rating_without_ties is not None
    assert first.rating_without_ties > first.rating
    # It has never won or lost.
    assert (second.model, second.rating_without_ties) == ("C", None)


def test_an_anchor_has_the_rating_it_is_given(board: Standings, crowd: Comparisons) -> None:
    anchored = stand(crowd, Options(anchor=("model-007", 1234.0)))

    row = next(row for row in anchored.rows if row.model == "model-007")
    assert row.rating == pytest.approx(1234)
    assert row.half_width == pytest.approx(0, abs=1e-6)
    assert names(anchored) == names(board)
    assert [each.status for each in anchored.rows] == [each.status for each in board.rows]


@pytest.mark.parametrize("name", ["D", "nobody"])
def test_an_anchor_has_to_be_comparable(name: str) -> None:
    with pytest.raises(NotComparable):
        stand(gather_rows([Row("A", "B"), Row("B", "C"), Row("D", "E")]), Options(anchor=(name, 1000.0)))


def test_so_many_ballots_less_put_the_second_first() -> None:
    rows = duel("A", "B", wins=60, losses=40) + duel("A", "C", wins=70, losses=30) + duel("B", "C", wins=64, losses=36)
    needed = stand(gather_rows(rows)).ballots_to_flip

    # Those that speak most for the first against the second come first.
    assert needed is not None
    enough, half = (fit(gather_rows(rows[taken:])).strengths for taken in (needed, needed // 2))

    assert enough[0] < enough[1]
    assert half[0] > half[1]


def test_pairs_of_one_ballot_flip_together() -> None:
    comparisons = poll_ballots(default_rng(9)).comparisons
    alone = replace(comparisons, ballot=np.arange(len(comparisons), dtype=np.int32), ballots=len(comparisons))

    together, apart = stand(comparisons).ballots_to_flip, stand(alone).ballots_to_flip

    assert together is not None
    assert apart is not None
    assert together < apart


@given(rows_of_votes, some.integers())
def test_neither_order_nor_side_nor_labels_change_a_board(rows: list[Row], seed: int) -> None:
    board, other = (stand(gather_rows(each), EVERYBODY) for each in (rows, shuffle(rows, seed)))

    assert names(other) == names(board)
    assert other.unconnected == board.unconnected
    for row, same in zip(board.rows, other.rows, strict=True):
        assert astuple(same)[2:] == pytest.approx(astuple(row)[2:], abs=1e-6)


def test_equals_stand_in_the_order_of_the_alphabet() -> None:
    weights = (0.1, 0.7, 2 / 3, 2 / 7)
    rows = [Row(*pair, TIE, weight) for pair in combinations("ABCD", 2) for weight in weights]
    rows += [
        Row(each, "E", outcome, weight) for each in "ABCD" for weight in weights for outcome in (LEFT, LEFT, RIGHT)
    ]

    boards = [stand(gather_rows(Random(seed).sample(rows, len(rows))), EVERYBODY) for seed in range(20)]

    assert {tuple(names(board)) for board in boards} == {tuple("ABCDE")}


def test_where_all_are_equal_either_may_be_better() -> None:
    first, _ = stand(gather_rows(repeat(9, "A", "B", TIE)), EVERYBODY).rows

    assert first.better_than_next == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("rows", "rated", "unconnected"),
    [
        ([], [], ()),
        ([Row("A", "B")], ["A", "B"], ()),
        ([Row("A", "A")], [], ("A",)),
        ([Row("A", "B"), Row("C", "D"), Row("D", "E")], ["C", "D", "E"], ("A", "B")),
        (repeat(200, "A", "B") + repeat(200, "B", "C"), ["A", "B", "C"], ()),
        (repeat(200, "A", "B", BOTH_BAD), ["A", "B"], ()),
        ([Row("A", "B", user=1), Row("B", "A", user=1)], ["A", "B"], ()),
    ],
)
def test_however_little_is_known_all_is_finite_or_not_comparable(
    rows: list[Row], rated: list[str], unconnected: tuple[str, ...]
) -> None:
    board = stand(gather_rows(rows), EVERYBODY)

    assert names(board) == rated
    assert board.unconnected == unconnected
    assert all(isfinite(bound) for row in board.rows for bound in (row.rating, row.lower, row.upper))
