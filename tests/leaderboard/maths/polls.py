"""Made-up votes of which the truth is known."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from feedback.judgements import Kind
from leaderboard.maths.comparisons import Comparisons, Floats, Outcome, pairs_of
from leaderboard.maths.fitting import solve

Numbers = NDArray[np.intp]

# How readily two equal models are called equal.
TIES = 0.2
# At so many places a function of a normal deviate is looked at to find its mean.
PLACES = 41
# Of ballots: those on which only the best is chosen; all others rank everybody.
BEST = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Poll:
    comparisons: Comparisons
    # In natural units, around a mean of nought.
    truth: Floats


def spread_out(models: int) -> Floats:
    return np.linspace(-1, 1, models)


def poll_crowd(lots: Generator, *, models: int = 20, votes: int = 6000, users: int = 400) -> Poll:
    """Some vote a hundred times as often as others, and some models are seen four times as often as others."""
    truth = spread_out(models)
    zeal, fame = np.exp(lots.normal(0, 1.2, users)), lots.permutation(np.arange(1, models + 1) ** -0.5)
    left, right = lots.choice(models, (2, votes), p=fame / fame.sum())
    rows = left != right
    user = lots.choice(users, votes, p=zeal / zeal.sum())[rows]
    return Poll(ask(truth, left[rows], right[rows], user=user, lots=lots), truth)


def poll_tastes(lots: Generator, *, models: int = 10, users: int = 60, votes: int = 200, taste: float = 0.7) -> Poll:
    """Every user has a mind of their own, and says it over and over."""
    centre = spread_out(models)
    minds = centre + lots.normal(0, taste, (users, models))
    user = np.repeat(np.arange(users), lots.poisson(votes, users))
    left, right = draw_pairs(models, len(user), lots=lots)
    return Poll(ask(minds, left, right, user=user, lots=lots), find_common_mind(centre, taste))


def find_common_mind(centre: Floats, taste: float) -> Floats:
    """What all of them together would be fitted to, if there were no end of them: less far apart than their minds."""
    places, weights = np.polynomial.hermite_e.hermegauss(PLACES)
    ahead = (centre[:, np.newaxis] - centre)[..., np.newaxis] + taste * np.sqrt(2) * places
    wins = (1 / (1 + np.exp(-ahead))) @ (weights / weights.sum())
    np.fill_diagonal(wins, 0)
    return solve(wins, prior=0)


def poll_rare(lots: Generator, *, rare: int = 5, votes: int = 60, among: int = 1_000_000, models: int = 50) -> Poll:
    """The rare models, the first ones of them all, have met others a few times each; the others a million times."""
    truth = lots.permutation(spread_out(models))
    truth[:rare] = spread_out(rare)
    left, right = draw_pairs(models - rare, among, lots=lots)
    newcomer = np.repeat(np.arange(rare), votes)
    left = np.concatenate([left + rare, newcomer])
    right = np.concatenate([right + rare, lots.integers(rare, models, len(newcomer))])
    user = lots.integers(len(left) // 10, size=len(left))
    return Poll(ask(truth, left, right, user=user, lots=lots), truth - truth.mean())


def draw_pairs(models: int, rows: int, *, lots: Generator) -> tuple[Numbers, Numbers]:
    left = lots.integers(models, size=rows)
    return left, (left + lots.integers(1, models, size=rows)) % models


def ask(minds: Floats, left: Numbers, right: Numbers, *, user: Numbers, lots: Generator) -> Comparisons:
    """Each pair is a ballot. Minds are one for all, or one for each user."""
    of_user = (user,) if minds.ndim > 1 else ()
    chance = 1 / (1 + np.exp(minds[(*of_user, right)] - minds[(*of_user, left)]))
    ties = 4 * TIES * chance * (1 - chance)
    drawn = lots.random(len(left))
    outcome = np.where(drawn < chance - ties / 2, Outcome.LEFT, Outcome.RIGHT)
    outcome[(drawn >= chance - ties / 2) & (drawn < chance + ties / 2)] = Outcome.TIE
    return put(minds.shape[-1], left, right, outcome, ballot=np.arange(len(left)), user=user)


def poll_ballots(lots: Generator, *, models: int = 12, ballots: int = 1500, size: int = 4, users: int = 150) -> Poll:
    """Of several models each, by Luce's choice."""
    truth, voter = spread_out(models), lots.integers(users, size=ballots)
    rows = list(_ballots(truth, lots, ballots=ballots, size=size))
    ballot, left, right, outcome = np.array(rows).T
    weight = np.full(len(rows), 2 / size)
    return Poll(put(models, left, right, outcome, ballot=ballot, user=voter[ballot], weight=weight), truth)


def _ballots(truth: Floats, lots: Generator, *, ballots: int, size: int) -> Iterator[tuple[int, int, int, Outcome]]:
    slots = np.argsort(lots.random((ballots, len(truth))), axis=1)[:, :size]
    liking = truth[slots] + lots.gumbel(size=slots.shape)
    ranks = np.argsort(np.argsort(-liking, axis=1), axis=1) + 1
    kinds = np.where(lots.random(ballots) < BEST, Kind.BEST, Kind.RANKING)
    for ballot in range(ballots):
        models = slots[ballot].tolist()
        for i, j, outcome in pairs_of(Kind(kinds[ballot]), ranks[ballot].tolist()):
            yield ballot, models[i], models[j], outcome


def put(
    models: int,
    left: Numbers,
    right: Numbers,
    outcome: Numbers,
    *,
    ballot: Numbers,
    user: Numbers,
    weight: Floats | None = None,
) -> Comparisons:
    """Together, by numbers."""
    return Comparisons(
        models=tuple(f"model-{number:03}" for number in range(models)),
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        outcome=outcome.astype(np.int8),
        weight=np.ones(len(left)) if weight is None else weight,
        ballot=ballot.astype(np.int32),
        user=user.astype(np.int32),
        ballots=int(ballot.max(initial=-1)) + 1,
        users=int(user.max(initial=-1)) + 1,
    )
