"""Which pairs the ranking would like to see: those in which it is open who is better, and those that tell it most."""

from collections.abc import Sequence

import numpy as np

from chat_session.odds import Odds
from leaderboard.maths.comparisons import Bools, Floats
from leaderboard.maths.covariance import Spread
from leaderboard.maths.fitting import Fit

# Before that a covariance says nothing of a model, and its pairs weigh as the average.
FEWEST_BALLOTS = 5
DIGITS = 6
TINY = 1e-12


def make_odds(
    models: Sequence[str], fit: Fit, *, spread: Spread, ballots: Sequence[int], established: Sequence[bool]
) -> Odds:
    """What is drawn from until the next fit. Models, ballots and established are in the order of the fit's models."""
    is_known = fit.connected & (np.asarray(ballots) >= FEWEST_BALLOTS)
    covariance = np.where(is_known[:, np.newaxis] & is_known, _choose_covariance(spread), 0)
    strengths = np.where(is_known, fit.strengths, 0)
    variances = np.diag(covariance)
    differences = strengths[:, np.newaxis] - strengths
    # v, S and |C d|^2 of RANKING.md.
    openness = 1 / (2 + 2 * np.cosh(differences))
    spreads = np.maximum(variances[:, np.newaxis] + variances - 2 * covariance, TINY)
    moves = _square_distances(covariance)
    overlap = openness * spreads * np.exp(-(differences**2) / (2 * spreads))
    gain = (openness * moves / (1 + openness * spreads)) ** 2
    return Odds(
        models=tuple(models),
        ballots=tuple(int(count) for count in ballots),
        established=tuple(bool(is_established) for is_established in established),
        overlap=_make_triangle(overlap, is_known),
        gain=_make_triangle(gain, is_known),
    )


def _choose_covariance(spread: Spread) -> Floats:
    """The matrix of the larger, as in intervals: here for all pairs at once."""
    return max(spread.by_user, spread.by_ballot, key=lambda covariance: float(np.nansum(np.diag(covariance))))


def _square_distances(rows: Floats) -> Floats:
    """|C d|^2 for every d: how far two columns are from each other."""
    products = rows @ rows.T
    squares = np.diag(products)
    return np.maximum(squares[:, np.newaxis] + squares - 2 * products, 0)


def _make_triangle(weights: Floats, is_known: Bools) -> tuple[tuple[float, ...], ...]:
    """Below the diagonal. The average weighs one."""
    below = np.tri(len(weights), k=-1, dtype=bool) & is_known[:, np.newaxis] & is_known
    average = weights[below].mean() if below.any() else 0.0
    scaled = np.where(below, weights / average, 1.0) if average > 0 else np.ones_like(weights)
    return tuple(tuple(float(f"{each:.{DIGITS}g}") for each in row[:number]) for number, row in enumerate(scaled))
