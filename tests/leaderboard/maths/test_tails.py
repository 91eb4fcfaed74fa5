"""How seldom chance goes so far."""

from math import comb

import numpy as np
import pytest

from leaderboard.maths.tails import chi_square_tail, coin_tail, find_discoveries


@pytest.mark.parametrize(("heads", "throws"), [(5, 10), (6, 10), (10, 10), (0, 10), (37, 40), (90, 200)])
def test_a_coin_is_counted_out(heads: int, throws: int) -> None:
    most = max(heads, throws - heads)

    counted = 2 * sum(comb(throws, count) for count in range(most, throws + 1)) / 2**throws

    assert coin_tail(heads, throws) == pytest.approx(min(counted, 1))


def test_no_throw_says_nothing_and_many_can_be_counted() -> None:
    assert coin_tail(0, 0) == 1
    assert coin_tail(50_000, 100_000) == 1
    # Ten sigmas.
    assert 1e-23 < coin_tail(51_581, 100_000) < 2e-23


@pytest.mark.parametrize(("heads", "far"), [(16, range(16, 21)), (7, range(8))])
def test_a_coin_that_is_perhaps_not_fair_is_judged_by_whichever_is_nearer(heads: int, far: range) -> None:
    nearest = 0.6 if heads == 16 else 0.5

    counted = 2 * sum(comb(20, count) * nearest**count * (1 - nearest) ** (20 - count) for count in far)

    assert coin_tail(heads, 20, perhaps=0.6) == pytest.approx(counted)
    assert coin_tail(20 - heads, 20, perhaps=0.4) == pytest.approx(counted)


@pytest.mark.parametrize("heads", [0, 3, 7, 10])
def test_nothing_between_two_coins_is_odd(heads: int) -> None:
    assert coin_tail(10 * heads, 100, perhaps=0.0 if heads < 5 else 1.0) == 1


@pytest.mark.parametrize(
    ("statistic", "degrees", "tail"),
    [(3.841459, 1, 0.05), (6.634897, 1, 0.01), (5.991465, 2, 0.05), (7.814728, 3, 0.05), (21.665994, 9, 0.01)],
)
def test_a_die_is_as_in_the_tables(statistic: float, degrees: int, tail: float) -> None:
    assert chi_square_tail(statistic, degrees) == pytest.approx(tail, rel=1e-5)
    assert chi_square_tail(0, degrees) == 1


def test_the_last_that_is_small_enough_takes_all_smaller_ones_with_it() -> None:
    p_values = np.array([0.9, 0.024, 0.001, 0.019, 0.2])

    # Of five: 0.001 <= 0.01, 0.019 <= 0.02, 0.024 <= 0.03, and no more.
    assert find_discoveries(p_values, rate=0.05).tolist() == [False, True, True, True, False]
    assert find_discoveries(np.array([0.024, 0.9, 0.029]), rate=0.05).tolist() == [True, False, True]
    assert not find_discoveries(p_values, rate=0.001).any()
    assert find_discoveries(np.zeros(0), rate=0.05).tolist() == []
