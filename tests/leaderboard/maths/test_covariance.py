"""How sure ratings are: the values of others, the definition word by word, and what follows from it."""

from collections import defaultdict
from dataclasses import replace
from math import sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from numpy.random import default_rng

from leaderboard.maths.comparisons import Comparisons, Floats, Ints, Outcome
from leaderboard.maths.covariance import Spread, spread
from leaderboard.maths.fitting import PRIOR, fit
from leaderboard.maths.gauging import SCALE
from tests.leaderboard.maths.polls import poll_ballots, poll_crowd
from tests.leaderboard.maths.rows import Row, gather_rows, repeat, rows_of_votes, shuffle
from tests.leaderboard.maths.votes import NAMES, read_figures, read_votes

LEFT, RIGHT, TIE, BOTH_BAD = Outcome


def spread_all(comparisons: Comparisons, *, prior: float = PRIOR) -> Spread:
    fitted = fit(comparisons, prior=prior)
    return spread(comparisons, fitted, anchor_models=fitted.connected, prior=prior)


def row_by_row(comparisons: Comparisons) -> Comparisons:
    rows = np.arange(len(comparisons), dtype=np.int32)
    return replace(comparisons, ballot=rows, ballots=len(rows))


def errors_of(covariance: Floats) -> Floats:
    return SCALE * np.sqrt(np.diag(covariance))


@pytest.mark.parametrize("name", NAMES)
def test_errors_of_single_rows_are_those_of_other_libraries(shared: Path, name: str) -> None:
    comparisons = row_by_row(read_votes(name))

    errors = errors_of(spread_all(comparisons, prior=0).by_ballot)

    # They take rows for independent, and do not count how many there are.
    rows = len(comparisons)
    expected = read_figures(name, comparisons.models)["se_sandwich"]
    assert errors * sqrt((rows - 1) / rows) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("name", ["llmfao", "synth_pairs", "synth_nway"])
def test_errors_of_ballots_and_users_are_those_of_other_libraries(shared: Path, name: str) -> None:
    comparisons = read_votes(name)
    figures = read_figures(name, comparisons.models)

    spreading = spread_all(comparisons, prior=0)

    assert errors_of(spreading.by_user) == pytest.approx(figures["se_user"], rel=1e-5)
    if "se_cluster" in figures:
        assert errors_of(spreading.by_ballot) == pytest.approx(figures["se_cluster"], rel=1e-5)


def test_errors_of_weighed_ballots_are_those_of_other_libraries(shared: Path) -> None:
    comparisons = read_votes("synth_nway", by_size=True)
    figures = read_figures("synth_nway", comparisons.models)

    spreading = spread_all(comparisons, prior=0)

    assert errors_of(spreading.by_user) == pytest.approx(figures["se_w2k_user"], rel=1e-5)
    assert errors_of(spreading.by_ballot) == pytest.approx(figures["se_w2k_battle"], rel=1e-5)


def test_three_of_four_wins_by_hand() -> None:
    rows = [*repeat(30, "A", "B"), *repeat(10, "B", "A")]

    spreading = spread_all(gather_rows(rows), prior=0)

    # 1/npq, and one degree of freedom; half of the difference lies on either side of the mean.
    variance = 1 / (40 * 0.75 * 0.25) * 40 / 39
    assert spreading.find_error(0, 1) == pytest.approx(sqrt(variance))
    assert spreading.errors == pytest.approx([sqrt(variance) / 2] * 2)


def spell_out(comparisons: Comparisons, cluster: Ints, *, prior: float) -> Floats:
    """RANKING.md 6.3, row by row."""
    models = len(comparisons.models)
    strengths = fit(comparisons, prior=prior).strengths
    curvature, scores = prior * np.eye(models), defaultdict[int, Floats](lambda: np.zeros(models))
    for row in range(len(comparisons)):
        direction = np.eye(models)[comparisons.left[row]] - np.eye(models)[comparisons.right[row]]
        chance = 1 / (1 + np.exp(-direction @ strengths))
        weight = comparisons.weight[row]
        curvature += weight * chance * (1 - chance) * np.outer(direction, direction)
        scores[int(cluster[row])] += weight * (comparisons.share[row] - chance) * direction
    meat = sum(np.outer(score, score) for score in scores.values()) * len(scores) / max(len(scores) - 1, 1)
    gauge, inverse = np.eye(models) - 1 / models, np.linalg.pinv(curvature)
    return gauge @ inverse @ meat @ inverse @ gauge


@given(rows_of_votes)
def test_it_is_what_the_specification_spells_out(rows: list[Row]) -> None:
    comparisons = gather_rows([Row("A", "B"), Row("B", "C"), Row("C", "D", TIE), *rows])

    spreading = spread_all(comparisons)

    by_user = spell_out(comparisons, comparisons.user, prior=PRIOR)
    by_ballot = spell_out(comparisons, comparisons.ballot, prior=PRIOR)
    assert spreading.by_user == pytest.approx(by_user, abs=1e-9)
    assert spreading.by_ballot == pytest.approx(by_ballot, abs=1e-9)


@given(rows_of_votes, some.integers())
def test_neither_order_nor_side_nor_labels_change_an_error(rows: list[Row], seed: int) -> None:
    spreading, other = spread_all(gather_rows(rows)), spread_all(gather_rows(shuffle(rows, seed)))

    assert other.errors == pytest.approx(spreading.errors, abs=1e-8, nan_ok=True)
    assert other.effective_users == pytest.approx(spreading.effective_users)


@pytest.mark.parametrize("poll", [poll_crowd, poll_ballots])
def test_more_users_than_are_held_at_a_time_are_added_up_in_blocks(poll) -> None:
    comparisons = poll(default_rng(1)).comparisons
    # Numbers of users who voted elsewhere are not given anew.
    scattered = replace(comparisons, user=comparisons.user * 1000, users=comparisons.users * 1000)

    spreading = spread_all(scattered)

    assert spreading.by_user == pytest.approx(spread_all(comparisons).by_user)


def test_votes_cast_twice_by_the_same_people_tell_nothing_new() -> None:
    comparisons = poll_crowd(default_rng(2)).comparisons
    rows = np.tile(np.arange(len(comparisons)), 2)
    columns = {name: getattr(comparisons, name)[rows] for name in ("left", "right", "outcome", "weight", "user")}

    twice = replace(comparisons, **columns, ballot=np.arange(len(rows), dtype=np.int32), ballots=len(rows))

    once, doubled = spread_all(comparisons, prior=0), spread_all(twice, prior=0)
    assert np.diag(doubled.by_user) == pytest.approx(np.diag(once.by_user))
    assert np.diag(doubled.by_ballot) == pytest.approx(np.diag(once.by_ballot) / 2, rel=0.001)


def test_the_larger_error_is_told() -> None:
    spreading = replace(
        spread_all(gather_rows([Row("A", "B"), Row("B", "A")])),
        by_user=np.array([[4.0, 1.0], [1.0, 1.0]]),
        by_ballot=np.array([[1.0, -1.0], [-1.0, 9.0]]),
    )

    assert spreading.errors.tolist() == [2.0, 3.0]
    assert spreading.find_error(0, 1) == sqrt(12)
    assert spreading.find_error(1, 1) == 0


def test_from_where_it_is_seen_changes_errors_but_not_those_of_differences() -> None:
    spreading = spread_all(poll_crowd(default_rng(3)).comparisons)
    first = np.arange(len(spreading.errors)) == 0

    anchored = spreading.gauged(first)

    assert anchored.errors[0] == pytest.approx(0, abs=1e-9)
    assert anchored.errors[1] == pytest.approx(spreading.find_error(0, 1))
    assert anchored.find_error(1, 2) == pytest.approx(spreading.find_error(1, 2))
    assert anchored.gauged(np.ones_like(first)).by_user == pytest.approx(spreading.by_user)
    # None of those is there: all are the gauge.
    assert anchored.gauged(np.zeros_like(first)).by_user == pytest.approx(spreading.by_user)


def test_what_rounding_leaves_of_nothing_is_nothing() -> None:
    spreading = spread_all(gather_rows([Row("A", "B"), Row("B", "A")]))
    rounded = np.array([[-1e-20, 0.0], [0.0, 4.0]])

    assert replace(spreading, by_user=rounded, by_ballot=rounded).errors.tolist() == [0.0, 2.0]


def test_effective_users_are_as_many_as_vote_alike() -> None:
    alike = [Row("A", "B", user=number) for number in range(10)]
    heavy = [*alike, *[Row("A", "B", user=0)] * 9]

    assert spread_all(gather_rows(alike)).effective_users == pytest.approx(10)
    assert spread_all(gather_rows(heavy)).effective_users == pytest.approx(19**2 / (10**2 + 9))


def test_the_fewer_the_users_the_wider() -> None:
    rows = [Row("A", "B", LEFT if number % 3 else RIGHT, user=number % 4) for number in range(400)]
    spreading = spread_all(gather_rows(rows))

    assert spreading.quantile == pytest.approx(3.182, rel=0.001)
    assert spreading.half_widths == pytest.approx(spreading.quantile * spreading.errors)


def test_who_is_not_connected_has_no_error_and_makes_none() -> None:
    rows = [*repeat(5, "A", "B"), *repeat(3, "B", "A")]

    spreading = spread_all(gather_rows([*rows, Row("C", "D")]))

    assert np.isnan(spreading.errors).tolist() == [False, False, True, True]
    assert np.isnan(spreading.by_user[0]).tolist() == [False, False, True, True]
    assert spreading.errors[:2] == pytest.approx(spread_all(gather_rows(rows)).errors)
    assert spreading.effective_users == pytest.approx(8)


def test_one_person_is_no_crowd_but_no_exception() -> None:
    spreading = spread_all(gather_rows([Row("A", "B", user=1), Row("B", "C", user=1)]))

    assert np.isfinite(spreading.errors).all()
    assert spreading.quantile == pytest.approx(4.303, rel=0.001)


def test_no_votes_are_no_exception() -> None:
    spreading = spread_all(gather_rows([]))

    assert spreading.errors.shape == (0,)
    assert spreading.effective_users == 0
