"""How sure a fit is: its closed-form covariance when the votes of a person, or of a ballot, hang together."""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np

from leaderboard.maths.clusters import Clusters, by_ballot, by_user
from leaderboard.maths.comparisons import SHARES, Bools, Comparisons, Floats
from leaderboard.maths.fitting import PRIOR, Fit, chances, count_wins, fill_up, find_curvature, tally
from leaderboard.maths.quantiles import t_quantile

# Even of one single user's votes an interval is told.
FEWEST_DEGREES = 2.0
# A variance that is smaller, a ten-thousandth of a point squared, is what rounding has left of none: that of an anchor.
NOUGHT = 1e-12
# Multiplications at a time: larger products numpy's library deals out to threads, and on a busy machine these wait for
# each other for seconds.
PRODUCT = 250_000
FEWEST_ROWS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """In natural units; nan where not connected."""

    by_user: Floats
    by_ballot: Floats
    # If all votes were of people of their own.
    by_likelihood: Floats
    # What a pull at each model would move, whatever the gauge.
    inverse: Floats
    # Those that have won, or lost, all there was.
    one_sided: Bools
    effective_users: float

    @property
    def quantile(self) -> float:
        return t_quantile(max(self.effective_users - 1, FEWEST_DEGREES))

    @property
    def errors(self) -> Floats:
        """The larger standard error of every model. Votes that all say the same do not differ, and tell nothing of how
        sure they are: then it is that of the likelihood itself."""
        larger = np.maximum(np.diag(self.by_user), np.diag(self.by_ballot))
        larger = np.where(self.one_sided, np.maximum(larger, np.diag(self.by_likelihood)), larger)
        return np.sqrt(np.where(larger < NOUGHT, 0, larger))

    @property
    def half_widths(self) -> Floats:
        return self.quantile * self.errors

    def find_error(self, one: int, other: int) -> float:
        """The larger standard error of a difference."""
        return sqrt(max(_find_variance(self.by_user, one, other), _find_variance(self.by_ballot, one, other)))

    def gauged(self, anchor_models: Bools) -> "Spread":
        """As seen from the mean of these, or of all where none of them is connected. It may have been gauged before."""
        return replace(
            self,
            by_user=_gauge(self.by_user, anchor_models),
            by_ballot=_gauge(self.by_ballot, anchor_models),
            by_likelihood=_gauge(self.by_likelihood, anchor_models),
        )


def spread(comparisons: Comparisons, fit: Fit, *, anchor_models: Bools, prior: float = PRIOR) -> Spread:
    counted = take_connected(comparisons, fit)
    residuals = find_residuals(counted, fit)
    inverse = _invert(counted, fit, prior=prior)
    by_users, by_ballots = by_user(counted), by_ballot(counted)
    return Spread(
        by_user=_wrap(inverse, _find_meat(by_users, residuals)),
        by_ballot=_wrap(inverse, _find_meat(by_ballots, residuals)),
        by_likelihood=inverse,
        inverse=inverse,
        one_sided=_find_one_sided(counted),
        effective_users=count_effective(counted),
    ).gauged(anchor_models)


def take_connected(comparisons: Comparisons, fit: Fit) -> Comparisons:
    """Both models of a pair are connected, or neither: unless there is no prior."""
    if fit.connected.all():
        return comparisons
    return comparisons.take(fit.connected[comparisons.left] & fit.connected[comparisons.right])


def find_residuals(comparisons: Comparisons, fit: Fit) -> Floats:
    """Of each row: how much more the left one got than expected."""
    models = np.arange(len(comparisons.models))
    expected = chances(fit.strengths, models[:, np.newaxis], models)
    surprises = SHARES - expected[..., np.newaxis]
    return comparisons.weight * surprises[comparisons.left, comparisons.right, comparisons.outcome]


def count_effective(comparisons: Comparisons) -> float:
    """As many users of equal weight would tell as much."""
    weights = np.bincount(comparisons.user, comparisons.weight)
    return float(weights.sum() ** 2 / (weights**2).sum()) if weights.any() else 0.0


def _find_one_sided(comparisons: Comparisons) -> Bools:
    wins = count_wins(comparisons)
    return np.asarray((wins.sum(axis=0) == 0) != (wins.sum(axis=1) == 0), np.bool_)


def _invert(comparisons: Comparisons, fit: Fit, *, prior: float) -> Floats:
    """The pseudo-inverse but for what is filled up: pulls sum up to zero, so that nothing comes of it."""
    tallies = tally(comparisons).sum(axis=2)
    inner = np.ix_(fit.connected, fit.connected)
    matches, strengths = (tallies + tallies.T)[inner], fit.strengths[fit.connected]
    models = np.arange(len(strengths))
    expected = chances(strengths, models[:, np.newaxis], models)
    inverse = np.full_like(tallies, np.nan)
    inverse[inner] = np.linalg.inv(fill_up(find_curvature(matches, expected, prior=prior)))
    return inverse


def _find_meat(clusters: Clusters, residuals: Floats) -> Floats:
    """The squared scores of all clusters, summed up. A score is what a cluster's rows add to each model."""
    members = clusters.count_members()
    found = int(np.count_nonzero(members))
    meat = np.zeros((clusters.models, clusters.models))
    # A row alone in its cluster needs no line of its own in a table; where they are few it is not worth the parting.
    if 2 * np.count_nonzero(members == 1) > found:
        is_alone = (members == 1)[clusters.number]
        meat += _square_alone(clusters, np.where(is_alone, residuals, 0))
        clusters, residuals = clusters.take(~is_alone), residuals[~is_alone]
    for scores in clusters.add_up(residuals, -residuals):
        meat += _square(scores)
    return meat * found / max(found - 1, 1)


def _square(scores: Floats) -> Floats:
    models = scores.shape[1]
    rows = max(PRODUCT // models**2, FEWEST_ROWS)
    parts = (scores[first : first + rows] for first in range(0, len(scores), rows))
    return sum((part.T @ part for part in parts), start=np.zeros((models, models)))


def _square_alone(clusters: Clusters, residuals: Floats) -> Floats:
    models = clusters.models
    squares = np.bincount(clusters.left * models + clusters.right, residuals**2, models**2).reshape(models, models)
    both = squares + squares.T
    return np.diag(both.sum(axis=1)) - both


def _wrap(inverse: Floats, meat: Floats) -> Floats:
    known = np.nan_to_num(inverse)
    return np.where(np.isnan(inverse), np.nan, known @ meat @ known)


def _gauge(covariance: Floats, anchor_models: Bools) -> Floats:
    is_known = ~np.isnan(np.diag(covariance))
    anchors = anchor_models & is_known if (anchor_models & is_known).any() else is_known
    share = anchors / max(int(np.count_nonzero(anchors)), 1)
    along = np.nan_to_num(covariance) @ share
    return covariance - along[:, np.newaxis] - along + share @ along


def _find_variance(covariance: Floats, one: int, other: int) -> float:
    return max(float(covariance[one, one] + covariance[other, other] - 2 * covariance[one, other]), 0.0)
