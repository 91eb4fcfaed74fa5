"""The closed form is judged by votes drawn anew."""

import numpy as np
import pytest
from numpy.random import default_rng

from leaderboard.maths.bootstrap import Check, check, scatter
from leaderboard.maths.comparisons import Outcome
from leaderboard.maths.covariance import spread
from leaderboard.maths.fitting import fit
from tests.leaderboard.maths.polls import poll_ballots, poll_tastes
from tests.leaderboard.maths.rows import Row, gather_rows, repeat


@pytest.mark.parametrize("poll", [poll_ballots, poll_tastes])
def test_the_closed_form_is_about_right(poll) -> None:
    told = check(poll(default_rng(5)).comparisons, rounds=200)

    assert told.ratio == pytest.approx(1, abs=0.1)
    assert not told.is_alarming


def test_a_person_is_drawn_with_all_their_votes() -> None:
    comparisons = poll_tastes(default_rng(6)).comparisons
    fitted = fit(comparisons)

    scattered = scatter(comparisons, fitted, rounds=200)

    spreading = spread(comparisons, fitted, anchor_models=fitted.connected)
    assert scattered.std(axis=0) == pytest.approx(np.sqrt(np.diag(spreading.by_user)), rel=0.3)
    # Rows for themselves would scatter by less than half of it.
    assert (scattered.std(axis=0) > 1.5 * np.sqrt(np.diag(spreading.by_ballot))).all()


def test_the_same_board_is_judged_the_same() -> None:
    comparisons = poll_ballots(default_rng(7), ballots=200).comparisons

    assert check(comparisons, rounds=20) == check(comparisons, rounds=20)


@pytest.mark.parametrize(
    ("ratio", "users", "is_alarming"),
    [(0.84, 30, True), (1.16, 30, True), (0.85, 30, False), (1.15, 30, False), (2.0, 29.9, False), (None, 99, False)],
)
def test_it_is_alarming_when_far_off_among_many(ratio: float | None, users: float, is_alarming: bool) -> None:
    assert Check(ratio, users).is_alarming is is_alarming


@pytest.mark.parametrize(
    "rows",
    [[], [Row("A", "B")], [Row("A", "B", user=1), Row("B", "C", user=1)], repeat(9, "A", "B", Outcome.TIE)],
)
def test_where_nothing_scatters_nothing_is_told(rows: list[Row]) -> None:
    assert check(gather_rows(rows)).ratio is None


def test_who_is_not_connected_changes_nothing() -> None:
    rows = [*repeat(30, "A", "B"), *repeat(30, "B", "A"), *repeat(9, "A", "C", Outcome.TIE)]

    assert check(gather_rows([*rows, Row("X", "Y")]), rounds=20) == check(gather_rows(rows), rounds=20)
