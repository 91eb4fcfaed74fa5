"""How strong models are: the values of others, by hand, and where there are none."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from leaderboard.maths.comparisons import Comparisons, Outcome
from leaderboard.maths.fitting import PRIOR, chances, count_wins, find_connected, fit, solve
from leaderboard.maths.gauging import SCALE
from tests.leaderboard.maths.rows import Row, gather_rows, repeat, rows_of_votes, shuffle
from tests.leaderboard.maths.votes import NAMES, read_figures, read_votes

LEFT, RIGHT, TIE, BOTH_BAD = Outcome
# Of Wikipedia's article on the model: who beat whom how often, and the strengths after the tenth round, 1 in the mean.
MATCHES = {("A", "B"): (2, 3), ("A", "D"): (1, 4), ("B", "C"): (5, 3), ("C", "D"): (1, 3)}
STRENGTHS = {"A": 0.640, "B": 1.043, "C": 0.660, "D": 2.270}


@pytest.mark.parametrize("name", NAMES)
def test_ratings_are_those_of_other_libraries(shared: Path, name: str) -> None:
    comparisons = read_votes(name)

    strengths = fit(comparisons, prior=0).strengths

    ratings = 1000 + SCALE * (strengths - strengths.mean())
    assert ratings == pytest.approx(read_figures(name, comparisons.models)["rating"], abs=0.01)


def test_pairs_of_a_large_ballot_weigh_less(shared: Path) -> None:
    comparisons = read_votes("synth_nway", by_size=True)

    strengths = fit(comparisons, prior=0).strengths

    ratings = 1000 + SCALE * (strengths - strengths.mean())
    assert ratings == pytest.approx(read_figures("synth_nway", comparisons.models)["rating_w2k"], abs=0.01)


def test_an_encyclopedia_has_the_same_strengths() -> None:
    rows = [
        row
        for (left, right), (wins, losses) in MATCHES.items()
        for row in repeat(wins, left, right) + repeat(losses, left, right, RIGHT)
    ]

    strengths = fit(gather_rows(rows), prior=0).strengths

    assert np.exp(strengths - strengths.mean()) == pytest.approx(list(STRENGTHS.values()), abs=0.002)


def test_three_of_four_are_three_to_one() -> None:
    rows = [*repeat(3, "A", "B"), *repeat(1, "B", "A")]

    fitted = fit(gather_rows(rows), prior=0)

    assert fitted.strengths[0] - fitted.strengths[1] == pytest.approx(np.log(3))
    assert chances(fitted.strengths, np.array([0, 1]), np.array([1, 0])) == pytest.approx([0.75, 0.25])


def test_a_tie_is_half_a_win_and_so_are_two_bad_ones() -> None:
    tied = fit(gather_rows([*repeat(2, "A", "B"), *repeat(2, "A", "B", TIE)])).strengths
    bad = fit(gather_rows([*repeat(2, "A", "B"), *repeat(2, "A", "B", BOTH_BAD)])).strengths
    won = fit(gather_rows([*repeat(3, "A", "B"), *repeat(1, "B", "A")])).strengths

    assert tied == pytest.approx(won)
    assert bad == pytest.approx(won)


def test_a_row_of_weight_two_is_two_rows() -> None:
    heavy = [Row("A", "B", weight=2.0), Row("B", "C"), Row("A", "C", RIGHT)]
    often = [Row("A", "B"), Row("A", "B"), Row("B", "C"), Row("A", "C", RIGHT)]

    assert fit(gather_rows(heavy)).strengths == pytest.approx(fit(gather_rows(often)).strengths)


def test_at_the_end_nothing_pulls() -> None:
    rows = [*repeat(5, "A", "B"), *repeat(2, "C", "B"), *repeat(3, "B", "C"), *repeat(4, "A", "C", TIE)]
    wins = count_wins(gather_rows(rows))

    strengths = fit(gather_rows(rows)).strengths

    models = np.arange(3)
    expected = (wins + wins.T) * chances(strengths, models[:, np.newaxis], models)
    assert wins.sum(axis=1) - expected.sum(axis=1) - PRIOR * strengths == pytest.approx([0, 0, 0], abs=1e-9)


def test_wherever_it_starts_it_ends_at_the_same_place() -> None:
    """From far away a whole step leads much further away."""
    wins = count_wins(gather_rows([*repeat(5, "A", "B"), *repeat(4, "B", "A"), *repeat(2, "B", "C", TIE)]))

    near, far = solve(wins, prior=PRIOR), solve(wins, prior=PRIOR, start=np.array([30.0, -30.0, 0.0]))

    assert far == pytest.approx(near, abs=1e-9)


@given(rows_of_votes, some.integers())
def test_neither_order_nor_side_change_a_strength(rows: list[Row], seed: int) -> None:
    fitted, other = fit(gather_rows(rows)), fit(gather_rows(shuffle(rows, seed)))

    assert other.connected.tolist() == fitted.connected.tolist()
    assert other.strengths == pytest.approx(fitted.strengths, abs=1e-6 / SCALE, nan_ok=True)


def test_a_model_without_a_win_is_weak_not_infinitely_weak() -> None:
    rows = [*repeat(50, "A", "C"), *repeat(50, "B", "C"), *repeat(5, "A", "B"), *repeat(5, "B", "A")]

    strengths = fit(gather_rows(rows)).strengths

    assert np.isfinite(strengths).all()
    assert strengths[2] < strengths[0] - 3


def test_without_a_prior_it_cannot_be_compared() -> None:
    rows = [*repeat(50, "A", "C"), *repeat(50, "B", "C"), *repeat(5, "A", "B"), *repeat(5, "B", "A")]

    fitted = fit(gather_rows(rows), prior=0)

    assert fitted.connected.tolist() == [True, True, False]
    assert fitted.strengths[:2] == pytest.approx([0, 0])


def test_a_million_votes_on_one_side_are_finite() -> None:
    heavy = gather_rows([Row("A", "B", weight=1e6), Row("B", "C", weight=1e6)])

    assert np.isfinite(fit(heavy).strengths).all()


@pytest.mark.parametrize(
    ("rows", "connected"),
    [
        ([Row("A", "B"), Row("B", "C"), Row("D", "E")], "ABC"),
        ([Row("A", "B", TIE), Row("C", "D", BOTH_BAD), Row("D", "E", TIE)], "CDE"),
        # As large: then where more was compared; then by name.
        ([Row("A", "B"), Row("C", "D"), Row("D", "C")], "CD"),
        ([Row("C", "D"), Row("A", "B")], "AB"),
        ([Row("A", "A"), Row("B", "C")], "BC"),
        ([Row("A", "A")], ""),
        ([], ""),
    ],
)
def test_the_largest_set_is_ranked(rows: list[Row], connected: str) -> None:
    comparisons = gather_rows(rows)

    fitted = fit(comparisons)

    assert [name for name, is_in in zip(comparisons.models, fitted.connected, strict=True) if is_in] == [*connected]
    assert np.isnan(fitted.strengths).tolist() == (~fitted.connected).tolist()


def test_a_chain_connects_its_ends() -> None:
    length = 40
    wins = np.eye(length, k=1)

    assert find_connected(wins).all()
    assert not find_connected(wins, prior=0).any()


def test_names_without_votes_are_not_connected() -> None:
    comparisons: Comparisons = gather_rows([Row("A", "B"), Row("B", "C")])

    fitted = fit(comparisons.take(np.array([True, False])))

    assert fitted.connected.tolist() == [True, True, False]
