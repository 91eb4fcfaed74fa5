"""Whether the closed form tells the truth: how far ratings scatter when users are drawn anew, with all their votes."""

from dataclasses import dataclass

import numpy as np
from numpy.random import default_rng

from leaderboard.maths.comparisons import Bools, Comparisons, Floats
from leaderboard.maths.covariance import Spread, spread, take_connected
from leaderboard.maths.fitting import PRIOR, Fit, count_wins, fit, solve

ROUNDS = 1000
# The same board is judged the same every night.
SEED = 20260101
INNER = [0.025, 0.975]
# What is right: the one half-width as a share of the other, if there are users enough to be drawn from.
LOWEST, HIGHEST = 0.85, 1.15
FEWEST_USERS = 30.0
# Of fewer nothing scatters.
FEWEST_DRAWN = 2.0
# In natural units. A smaller one is what rounding left of nought: all votes say that all are equal.
SMALLEST_WIDTH = 1e-9


@dataclass(frozen=True, slots=True)
class Check:
    # Of the half-width as it scatters to that of the closed form, of the middle model; none if nothing scatters.
    ratio: float | None
    effective_users: float

    @property
    def is_alarming(self) -> bool:
        if self.ratio is None or self.effective_users < FEWEST_USERS:
            return False
        return not LOWEST <= self.ratio <= HIGHEST


def check(comparisons: Comparisons, *, prior: float = PRIOR, rounds: int = ROUNDS) -> Check:
    fitted = fit(comparisons, prior=prior)
    spreading = spread(comparisons, fitted, anchor_models=fitted.connected, prior=prior)
    if spreading.effective_users < FEWEST_DRAWN:
        return Check(None, spreading.effective_users)
    scattered = scatter(take_connected(comparisons, fitted), fitted, prior=prior, rounds=rounds)
    return Check(_find_ratio(scattered, spreading, fitted.connected), spreading.effective_users)


def scatter(comparisons: Comparisons, fitted: Fit, *, prior: float = PRIOR, rounds: int = ROUNDS) -> Floats:
    """Strengths of the connected models around their mean, a row for each round."""
    lots, inner = default_rng(SEED), np.ix_(fitted.connected, fitted.connected)
    voters, user = np.unique(comparisons.user, return_inverse=True)
    start = fitted.strengths[fitted.connected]
    strengths = np.empty((rounds, len(start)))
    for number in range(rounds):
        times = np.bincount(lots.integers(len(voters), size=len(voters)), minlength=len(voters))
        wins = count_wins(comparisons.reweighed(comparisons.weight * times[user]))[inner]
        strengths[number] = solve(wins, prior=prior, start=start)
    return strengths - strengths.mean(axis=1, keepdims=True)


def _find_ratio(scattered: Floats, spreading: Spread, connected: Bools) -> float | None:
    lower, upper = np.quantile(scattered, INNER, axis=0)
    closed = spreading.quantile * np.sqrt(np.maximum(np.diag(spreading.by_user)[connected], 0))
    is_wide = closed > SMALLEST_WIDTH
    return float(np.median(((upper - lower) / 2)[is_wide] / closed[is_wide])) if is_wide.any() else None
