"""Whether the same votes give the same board, and votes that tell nothing give none."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.random import Generator, default_rng

from bench.rankings.finding import Finding
from leaderboard.maths.comparisons import TURNED, Comparisons, Outcome, gather
from leaderboard.maths.standings import Options, stand
from tests.leaderboard.maths.polls import poll_rare
from tests.leaderboard.maths.votes import LARGE, NAMES, read_votes

MOST = 1e-6
EVERYBODY = Options(shown_from=0)
# Who beat whom.
DEGENERATE = {
    "a model without a win": [*"AC" * 50, *"BC" * 50, *"AB" * 9, *"BA" * 9],
    "two components": [*"AB" * 20, *"CD" * 20, *"DE" * 20],
    "one ballot": [*"AB"],
    "no ballot": [],
}


def check_steadiness(options: argparse.Namespace) -> Iterator[Finding]:
    for name, comparisons in _boards(options.votes):
        yield _check_order(name, comparisons)
    for name, sides in DEGENERATE.items():
        yield _check_degenerate(name, sides)


def _boards(folder: Path) -> Iterator[tuple[str, Comparisons]]:
    for name in NAMES:
        # By size where there are sizes: sums of thirds depend on the order of what is summed.
        yield name, read_votes(name, folder=folder, by_size=name == LARGE)
    yield "1 M votes", poll_rare(default_rng(2)).comparisons


def _check_order(name: str, comparisons: Comparisons) -> Finding:
    shuffled = shuffle(comparisons, default_rng(3))
    ratings, others = ({row.model: row.rating for row in stand(each).rows} for each in (comparisons, shuffled))
    off = max((abs(others[model] - rating) for model, rating in ratings.items()), default=0.0)
    is_same = comparisons.digest() == shuffled.digest()
    seen = f"{off:.1e} points, {'the same' if is_same else 'ANOTHER'} digest"
    demand = f"≤ {MOST:.0e} points, the same digest"
    return Finding(f"{name} shuffled", demand, seen, ratings.keys() == others.keys() and off <= MOST and is_same)


def shuffle(comparisons: Comparisons, lots: Generator) -> Comparisons:
    """In another order, half of it told from the other side, ballots and users numbered otherwise."""
    order = lots.permutation(len(comparisons))
    is_turned = lots.random(len(order)) < 0.5
    left, right, outcome = (each[order] for each in (comparisons.left, comparisons.right, comparisons.outcome))
    ballots, users = (lots.permutation(size).astype(np.int32) for size in (comparisons.ballots, comparisons.users))
    return replace(
        comparisons,
        left=np.where(is_turned, right, left),
        right=np.where(is_turned, left, right),
        outcome=np.where(is_turned, TURNED[outcome], outcome).astype(np.int8),
        weight=comparisons.weight[order],
        ballot=ballots[comparisons.ballot[order]],
        user=users[comparisons.user[order]],
    )


def _check_degenerate(name: str, sides: list[str]) -> Finding:
    left, right = sides[::2], sides[1::2]
    board = stand(gather(left=left, right=right, outcome=[Outcome.LEFT] * len(left)), EVERYBODY)
    is_finite = all(isfinite(bound) for row in board.rows for bound in (row.rating, row.lower, row.upper))
    is_whole = len(board.rows) + len(board.unconnected) == len({*sides})
    seen = f"{len(board.rows)} rated, {len(board.unconnected)} not comparable"
    return Finding(name, "finite or not comparable", seen, is_finite and is_whole)
