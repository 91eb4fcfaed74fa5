"""How strong models are, given who was preferred to whom: the penalised Bradley-Terry fit, and whom it can compare."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leaderboard.maths.comparisons import SHARES, Bools, Comparisons, Floats, Outcome

# In natural units, of every model: keeps one that never won, or never lost, finite.
PRIOR = 0.1
ROUNDS = 100
SMALLEST_STEP = 1e-10
# What a sum of a million logarithms may be off by. A step that raises it by less does not raise it.
NOISE = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    # In natural units; nan where not connected.
    strengths: Floats
    connected: Bools


def fit(comparisons: Comparisons, *, prior: float = PRIOR) -> Fit:
    wins = count_wins(comparisons)
    connected = find_connected(wins, prior=prior)
    strengths = np.full(len(connected), np.nan)
    strengths[connected] = solve(wins[np.ix_(connected, connected)], prior=prior)
    return Fit(strengths, connected)


def chances(strengths: Floats, left: NDArray[Any], right: NDArray[Any]) -> Floats:
    """That the left one is preferred."""
    return _sigmoid(strengths[left] - strengths[right])


def tally(comparisons: Comparisons) -> Floats:
    """Weights, summed up by left model, right model and outcome."""
    models = len(comparisons.models)
    codes = (comparisons.left * models + comparisons.right) * len(Outcome) + comparisons.outcome
    sums = np.bincount(codes, comparisons.weight, models * models * len(Outcome))
    return np.asarray(sums, np.float64).reshape(models, models, len(Outcome))


def count_wins(comparisons: Comparisons) -> Floats:
    """W of RANKING.md: what each model got against each other, ties for a half."""
    tallies = tally(comparisons)
    return tallies @ SHARES + (tallies @ (1 - SHARES)).T


def find_connected(wins: Floats, *, prior: float = PRIOR) -> Bools:
    """The largest set of models that are compared with each other, if only through others.

    Without a prior it takes a chain of wins or ties both ways: elsewhere the likelihood has no maximum. What happened
    between the set and others is then certain, and has no influence on the fit within.
    """
    edges = (wins + wins.T if prior else wins) > 0
    reached = _reach(edges)
    together = reached & reached.T
    sizes = together.sum(axis=1)
    if not (sizes > 1).any():
        return np.zeros(len(wins), np.bool_)
    # Of two sets of the same size the one with more votes; of two such, the one that is first in the alphabet.
    votes = np.round(together @ wins.sum(axis=1), 6)
    return together[np.lexsort((-votes, -sizes))[0]]


def _reach(edges: Bools) -> Bools:
    reached = edges | np.eye(len(edges), dtype=np.bool_)
    while True:
        further = reached.astype(np.float32) @ reached.astype(np.float32) > 0
        if np.array_equal(further, reached):
            return reached
        reached = further


def solve(wins: Floats, *, prior: float, start: Floats | None = None) -> Floats:
    """Newton's method. Strengths matter by their differences alone: the curvature is filled up in that direction."""
    strengths = np.zeros(len(wins)) if start is None else start
    loss = _find_loss(wins, strengths, prior=prior)
    for _ in range(ROUNDS):
        step = _find_step(wins, strengths, prior=prior)
        while (risen := _find_loss(wins, strengths + step, prior=prior)) > loss + NOISE * abs(loss):
            step /= 2
        strengths, loss = strengths + step, risen
        if np.abs(step).max(initial=0) < SMALLEST_STEP:
            break
    return strengths


def _find_loss(wins: Floats, strengths: Floats, *, prior: float) -> float:
    behind = strengths[np.newaxis, :] - strengths[:, np.newaxis]
    return float((wins * np.logaddexp(0, behind)).sum() + prior / 2 * (strengths**2).sum())


def _find_step(wins: Floats, strengths: Floats, *, prior: float) -> Floats:
    matches = wins + wins.T
    expected = _sigmoid(strengths[:, np.newaxis] - strengths[np.newaxis, :])
    slope = wins.sum(axis=1) - (matches * expected).sum(axis=1) - prior * strengths
    return np.linalg.solve(fill_up(find_curvature(matches, expected, prior=prior)), slope)


def find_curvature(matches: Floats, expected: Floats, *, prior: float) -> Floats:
    """H, and L of the covariance: how sure each difference is."""
    links = matches * expected * (1 - expected)
    return np.diag(links.sum(axis=1) + prior) - links


def fill_up(curvature: Floats) -> Floats:
    """In the one direction, all models alike, in which it may be flat. What sums up to zero is not changed by it."""
    models = len(curvature)
    return curvature + max(1.0, float(np.trace(curvature)) / max(models, 1)) / max(models, 1)


def _sigmoid(differences: Floats) -> Floats:
    return 0.5 + 0.5 * np.tanh(0.5 * differences)
