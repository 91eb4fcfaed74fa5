"""Quantiles are those of the books."""

from math import inf

import pytest

from leaderboard.maths.quantiles import Z, normal_cdf, t_quantile

# As printed in tables of Student's distribution.
PRINTED = {2: 4.303, 2.5: 3.575, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 8: 2.306, 10: 2.228, 29: 2.045, 100: 1.984}


@pytest.mark.parametrize(("degrees", "printed"), PRINTED.items())
def test_students_quantiles_are_the_printed_ones(degrees: float, printed: float) -> None:
    assert t_quantile(degrees) == pytest.approx(printed, rel=0.01)


def test_between_the_lines_of_the_table_it_is_near() -> None:
    # Found by integrating the density.
    assert t_quantile(2.1) == pytest.approx(4.1122, rel=0.003)
    assert t_quantile(3.3) == pytest.approx(3.0249, rel=0.003)


def test_the_fewer_the_degrees_the_further() -> None:
    quantiles = [t_quantile(2 + step / 50) for step in range(500)]

    assert quantiles == sorted(quantiles, reverse=True)
    assert t_quantile(inf) == Z


@pytest.mark.parametrize(("deviate", "share"), [(0, 0.5), (Z, 0.975), (-Z, 0.025), (1, 0.8413447), (-40, 0), (40, 1)])
def test_the_normal_distribution_is_the_printed_one(deviate: float, share: float) -> None:
    assert normal_cdf(deviate) == pytest.approx(share, abs=1e-7)
