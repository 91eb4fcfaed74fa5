"""Whether ratings and their errors are those of other libraries, on the votes beside the project."""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.rankings.finding import Finding
from leaderboard.maths.comparisons import Comparisons, Floats
from leaderboard.maths.covariance import spread
from leaderboard.maths.fitting import fit
from leaderboard.maths.gauging import SCALE
from tests.leaderboard.maths.votes import LARGE, NAMES, convert_ballots, read_figures, read_pairs, read_votes

POINTS = 0.01
SHARE = 0.005


def check_agreement(options: argparse.Namespace) -> Iterator[Finding]:
    for name in NAMES:
        columns = {"rating": "rating", "rows": "se_sandwich", "ballots": "se_cluster", "users": "se_user"}
        yield from _compare(name, columns, folder=options.votes)
    yield _check_conversion(options.votes)
    columns = {"rating": "rating_w2k", "ballots": "se_w2k_battle", "users": "se_w2k_user"}
    yield from _compare(LARGE, columns, folder=options.votes, by_size=True)


def _compare(name: str, columns: Mapping[str, str], *, folder: Path, by_size: bool = False) -> Iterator[Finding]:
    comparisons = read_votes(name, folder=folder, by_size=by_size)
    figures, ours = read_figures(name, comparisons.models, folder=folder), _measure(comparisons)
    for what, column in columns.items():
        if column not in figures:
            continue
        if what == "rating":
            off = np.abs(ours[what] - figures[column]).max()
            yield Finding(f"{name} {column}", f"≤ {POINTS} points", f"{off:.6f} points off", bool(off <= POINTS))
        else:
            off = np.abs(ours[what] / figures[column] - 1).max()
            yield Finding(f"{name} {column}", f"≤ {SHARE:.1%}", f"{off:.5%} off", bool(off <= SHARE))


def _measure(comparisons: Comparisons) -> dict[str, Floats]:
    """Without a prior, and seen from the mean of all."""
    fitted = fit(comparisons, prior=0)
    everybody = np.ones_like(fitted.connected)
    spreading = spread(comparisons, fitted, anchor_models=everybody, prior=0)
    alone = spread(take_apart(comparisons), fitted, anchor_models=everybody, prior=0)
    rows = len(comparisons)
    return {
        "rating": 1000 + SCALE * (fitted.strengths - fitted.strengths.mean()),
        "users": SCALE * np.sqrt(np.diag(spreading.by_user)),
        "ballots": SCALE * np.sqrt(np.diag(spreading.by_ballot)),
        # The others take rows for independent, and do not correct for how many there are.
        "rows": SCALE * np.sqrt(np.diag(alone.by_ballot) * (rows - 1) / rows),
    }


def take_apart(comparisons: Comparisons) -> Comparisons:
    """As if each row were a ballot of its own."""
    rows = np.arange(len(comparisons), dtype=np.int32)
    return replace(comparisons, ballot=rows, ballots=len(rows))


def _check_conversion(folder: Path) -> Finding:
    ours, theirs = list(convert_ballots(LARGE, folder=folder)), list(read_pairs(LARGE, folder=folder))
    same = sum(one == other for one, other in zip(ours, theirs, strict=False))
    is_met = len(ours) == len(theirs) == same
    return Finding(f"{LARGE}: ballots to pairs", f"the {len(theirs)} pairs exactly", f"{same} of {len(ours)}", is_met)
