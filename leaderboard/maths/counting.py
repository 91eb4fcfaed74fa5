"""What is counted of votes without any fit: how often each model was judged, how it ended, by whom and against whom."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leaderboard.maths.clusters import by_ballot, by_user
from leaderboard.maths.comparisons import TURNED, Comparisons, Counts, Floats, Outcome


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """Of every model. Both bad is a tie here."""

    ballots: Counts
    users: Counts
    opponents: Counts
    wins: Counts
    losses: Counts
    ties: Counts
    # Of all that weighs on the model, what one user gave.
    largest_share: Floats


@dataclass(frozen=True, slots=True)
class Pair:
    """As seen by the left one, which comes first in the alphabet."""

    left: str
    right: str
    ballots: int
    wins: int
    losses: int
    ties: int


def count(comparisons: Comparisons) -> Tallies:
    met = _count_outcomes(comparisons)
    return Tallies(
        ballots=by_ballot(comparisons).count_by_model(),
        users=by_user(comparisons).count_by_model(),
        opponents=(met.sum(axis=2) > 0).sum(axis=1),
        wins=met[..., Outcome.LEFT].sum(axis=1),
        losses=met[..., Outcome.RIGHT].sum(axis=1),
        ties=met[..., Outcome.TIE].sum(axis=1) + met[..., Outcome.BOTH_BAD].sum(axis=1),
        largest_share=_find_largest_share(comparisons),
    )


def count_ballots(comparisons: Comparisons) -> int:
    return int(np.count_nonzero(np.bincount(comparisons.ballot)))


def count_users(comparisons: Comparisons) -> int:
    return int(np.count_nonzero(np.bincount(comparisons.user)))


def list_pairs(comparisons: Comparisons) -> list[Pair]:
    """Every two models that have met."""
    return list(_pairs(comparisons.models, _count_outcomes(comparisons), _count_meetings(comparisons)))


def _pairs(models: tuple[str, ...], met: NDArray[np.intp], ballots: Counts) -> Iterator[Pair]:
    for left, right in np.argwhere(np.triu(ballots, 1)):
        wins, losses, tie, both_bad = met[left, right].tolist()
        yield Pair(models[left], models[right], int(ballots[left, right]), wins, losses, tie + both_bad)


def _count_outcomes(comparisons: Comparisons) -> Counts:
    """By model, opponent and outcome as the model sees it."""
    models = len(comparisons.models)
    codes = (comparisons.left * models + comparisons.right) * len(Outcome) + comparisons.outcome
    seen = np.bincount(codes, minlength=models * models * len(Outcome)).reshape(models, models, len(Outcome))
    return seen + seen.swapaxes(0, 1)[..., TURNED]


def _count_meetings(comparisons: Comparisons) -> Counts:
    """In how many ballots two models have met."""
    models = len(comparisons.models)
    low, high = np.minimum(comparisons.left, comparisons.right), np.maximum(comparisons.left, comparisons.right)
    codes = np.unique((comparisons.ballot.astype(np.intp) * models + low) * models + high)
    return np.bincount(codes % models**2, minlength=models**2).reshape(models, models)


def _find_largest_share(comparisons: Comparisons) -> Floats:
    largest, total = np.zeros(len(comparisons.models)), np.zeros(len(comparisons.models))
    for weights in by_user(comparisons).add_up(comparisons.weight, comparisons.weight):
        largest = np.maximum(largest, weights.max(axis=0))
        total += weights.sum(axis=0)
    return largest / np.where(total > 0, total, 1)
