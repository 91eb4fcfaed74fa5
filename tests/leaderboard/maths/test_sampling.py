"""Which pairs are worth a battle."""

import json

import numpy as np
import pytest

from chat_session.odds import Odds
from leaderboard.maths.covariance import Spread
from leaderboard.maths.fitting import Fit
from leaderboard.maths.sampling import make_odds

STRENGTHS = np.array([0.0, 0.1, 1.5, -1.0])
COVARIANCE = np.array(
    [[0.04, 0.01, 0.0, 0.0], [0.01, 0.09, 0.02, 0.0], [0.0, 0.02, 0.05, 0.01], [0.0, 0.0, 0.01, 0.02]]
)
NAMES = ("a", "b", "c", "d")


def spread_of(covariance: np.ndarray, *, by_ballot: float = 0.5) -> Spread:
    return Spread(
        by_user=covariance,
        by_ballot=by_ballot * covariance,
        by_likelihood=covariance,
        inverse=covariance,
        one_sided=np.zeros(len(covariance), np.bool_),
        effective_users=50.0,
    )


def make(
    *, strengths: np.ndarray = STRENGTHS, spread: Spread | None = None, ballots: tuple[int, ...] = (9, 9, 9, 9)
) -> Odds:
    fit = Fit(strengths, ~np.isnan(strengths))
    return make_odds(
        NAMES, fit, spread=spread or spread_of(COVARIANCE), ballots=ballots, established=(True, True, False, True)
    )


def find_ratio(rows: object, one: tuple[int, int], other: tuple[int, int]) -> float:
    return rows[one[0]][one[1]] / rows[other[0]][other[1]]  # type: ignore[index]


def work_out(i: int, j: int) -> tuple[float, float]:
    """As RANKING.md has it, for one pair."""
    towards = np.zeros(4)
    towards[i], towards[j] = 1, -1
    chance = 1 / (1 + np.exp(STRENGTHS[j] - STRENGTHS[i]))
    v, s, d = chance * (1 - chance), towards @ COVARIANCE @ towards, STRENGTHS[i] - STRENGTHS[j]
    moved = COVARIANCE @ towards
    return v * s * np.exp(-(d**2) / (2 * s)), (v * (moved @ moved) / (1 + v * s)) ** 2


def test_weights_are_those_of_the_specification() -> None:
    odds = make()

    for pair in [(2, 0), (2, 1), (3, 0), (3, 2)]:
        (overlap, gain), (first_overlap, first_gain) = work_out(*pair), work_out(1, 0)
        assert find_ratio(odds.overlap, pair, (1, 0)) == pytest.approx(overlap / first_overlap, rel=1e-4)
        assert find_ratio(odds.gain, pair, (1, 0)) == pytest.approx(gain / first_gain, rel=1e-4)


def test_the_matrix_is_that_of_the_larger_errors() -> None:
    assert make(spread=spread_of(COVARIANCE / 9, by_ballot=9)).to_json() == make().to_json()


def test_the_models_are_told_with_what_the_draw_asks_of_them() -> None:
    odds = make()

    assert odds.models == NAMES
    assert odds.ballots == (9, 9, 9, 9)
    assert odds.established == (True, True, False, True)
    assert [len(row) for row in odds.overlap] == [len(row) for row in odds.gain] == [0, 1, 2, 3]


def test_before_five_ballots_a_model_weighs_as_the_average() -> None:
    odds = make(ballots=(9, 9, 9, 4))

    known = [odds.overlap[1][0], *odds.overlap[2]]
    assert sum(known) / 3 == pytest.approx(1, rel=1e-4)
    assert odds.overlap[3] == odds.gain[3] == (1, 1, 1)


def test_who_is_not_connected_weighs_as_the_average() -> None:
    strengths, covariance = STRENGTHS.copy(), COVARIANCE.copy()
    strengths[0] = covariance[0] = covariance[:, 0] = np.nan

    odds = make(strengths=strengths, spread=spread_of(covariance))

    assert {row[0] for row in (*odds.overlap[1:], *odds.gain[1:])} == {1}
    assert odds.overlap[2][1] < 1 < odds.overlap[3][2] + odds.overlap[3][1]
    assert "NaN" not in json.dumps(odds.to_json())


def test_where_nothing_is_known_all_pairs_weigh_the_same() -> None:
    odds = make(ballots=(0, 0, 0, 0))

    assert {weight for row in (*odds.overlap, *odds.gain) for weight in row} == {1}


def test_no_models_are_no_odds() -> None:
    nothing = np.zeros(0)

    odds = make_odds((), Fit(nothing, nothing > 0), spread=spread_of(np.zeros((0, 0))), ballots=(), established=())

    assert odds == Odds()
