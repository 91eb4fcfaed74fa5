"""Who is established, and that ratings are seen from there."""

from dataclasses import replace

import numpy as np
import pytest

from leaderboard.maths.comparisons import Bools
from leaderboard.maths.counting import Tallies
from leaderboard.maths.covariance import Spread
from leaderboard.maths.fitting import Fit
from leaderboard.maths.gauging import SCALE, Gauge, find_established, make_gauge

MODELS = 5


def mark(*models: int) -> Bools:
    return np.isin(np.arange(MODELS), models)


@pytest.fixture
def tallies() -> Tallies:
    """Everybody has just enough of everything."""
    counts = {name: np.full(MODELS, 50) for name in ("wins", "losses", "ties")}
    needed = {"ballots": 100, "opponents": 3, "users": 10}
    return Tallies(
        **counts,
        **{name: np.full(MODELS, number) for name, number in needed.items()},
        largest_share=np.full(MODELS, 0.2),
    )


def spread_by(*half_widths: float) -> Spread:
    """In points of rating, of models that know nothing of each other."""
    variances = np.diag((np.array(half_widths) / SCALE / 1.96) ** 2)
    return Spread(
        by_user=variances,
        by_ballot=variances,
        by_likelihood=variances,
        inverse=np.eye(len(half_widths)),
        one_sided=np.zeros(len(half_widths), np.bool_),
        effective_users=1e6,
    )


NARROW = spread_by(*[30] * MODELS)


def test_who_was_tried_enough_is_established(tallies: Tallies) -> None:
    assert find_established(tallies, NARROW, among=mark(0, 1, 2, 3)).tolist() == mark(0, 1, 2, 3).tolist()


@pytest.mark.parametrize("name", ["ballots", "opponents", "users"])
def test_with_one_less_of_anything_it_is_not(tallies: Tallies, name: str) -> None:
    fewer = replace(tallies, **{name: getattr(tallies, name) - mark(2)})

    assert find_established(fewer, NARROW, among=mark(*range(MODELS))).tolist() == (~mark(2)).tolist()


def test_nor_where_one_person_has_too_much_to_say(tallies: Tallies) -> None:
    partial = replace(tallies, largest_share=tallies.largest_share + mark(1) * 0.01)

    assert find_established(partial, NARROW, among=mark(*range(MODELS))).tolist() == (~mark(1)).tolist()


def test_nor_where_its_interval_is_wide(tallies: Tallies) -> None:
    wide = spread_by(30, 30, 30, 30, 80)

    assert find_established(tallies, wide, among=mark(*range(MODELS))).tolist() == mark(0, 1, 2, 3).tolist()


def test_one_wide_interval_does_not_make_others_wide(tallies: Tallies) -> None:
    """Seen from the mean of all, nobody is narrow here."""
    wide = spread_by(56, 56, 56, 56, 250)

    established = find_established(tallies, wide, among=mark(*range(MODELS)))

    shown = SCALE * wide.gauged(make_gauge(established).anchors).half_widths
    assert established.tolist() == (~mark(4)).tolist()
    assert (shown[established] <= 60).all()


def test_of_equally_wide_ones_none_is_chosen(tallies: Tallies) -> None:
    assert not find_established(tallies, spread_by(*[90] * MODELS), among=mark(*range(MODELS))).any()


def test_the_mean_of_the_established_is_a_thousand() -> None:
    fit = Fit(np.array([2.0, 1.0, 0.0, -1.0, np.nan]), ~mark(4))

    ratings = make_gauge(mark(0, 1, 2)).rate(fit)

    assert ratings[:4] == pytest.approx(1000 + SCALE * np.array([1, 0, -1, -2]))
    assert np.isnan(ratings[4])


def test_fewer_than_three_are_no_gauge() -> None:
    fit = Fit(np.array([2.0, 1.0, 0.0, -1.0, np.nan]), ~mark(4))

    ratings = make_gauge(mark(0, 1)).rate(fit)

    assert ratings[:4] == pytest.approx(1000 + SCALE * np.array([1.5, 0.5, -0.5, -1.5]))


def test_what_cannot_be_compared_with_the_anchor_has_no_rating() -> None:
    fit = Fit(np.array([2.0, 1.0, 0.0, -1.0, np.nan]), ~mark(4))

    assert np.isnan(Gauge(mark(4), 1200).rate(fit)).all()
    assert Gauge(mark(1), 1200).rate(fit)[1] == 1200
