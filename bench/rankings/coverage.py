"""How often the truth lies in its interval, where the truth is known."""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng

from ai_model.progress import shown
from bench.rankings.agreement import take_apart
from bench.rankings.finding import Finding
from leaderboard.maths.bootstrap import HIGHEST, LOWEST, check
from leaderboard.maths.comparisons import Bools, Floats
from leaderboard.maths.covariance import spread
from leaderboard.maths.fitting import fit
from leaderboard.maths.quantiles import Z
from tests.leaderboard.maths.polls import Poll, poll_ballots, poll_crowd, poll_rare, poll_tastes

SEED = 20260101


@dataclass(frozen=True, slots=True)
class Trial:
    what: str
    poll: Callable[[Generator], Poll]
    least: float
    most: float = 1.0
    # The first so many models are looked at.
    models: int | None = None
    # Beside what independent rows would reach.
    has_rows: bool = True

    @property
    def demand(self) -> str:
        return f"≥ {self.least:.2f}" if self.most == 1 else f"{self.least:.2f} to {self.most:.2f}"


RARE = 5
TRIALS = (
    Trial("pairs, some users and models far more often", poll_crowd, least=0.93, most=0.97),
    Trial("ballots of four", poll_ballots, least=0.90),
    Trial("users with tastes", poll_tastes, least=0.92),
    Trial("models with 60 votes among 1 M", poll_rare, least=0.93, models=RARE, has_rows=False),
)


def check_coverage(options: argparse.Namespace) -> Iterator[Finding]:
    for trial in TRIALS:
        yield _try(trial, options.replications)
    yield _check_the_check()


def _try(trial: Trial, replications: int) -> Finding:
    hits, of_rows = [], []
    with shown(trial.what, steps=replications, on_terminal=sys.stderr.isatty(), write=print) as step:
        for number in range(replications):
            poll = trial.poll(default_rng((SEED, number)))
            ours, rows = _cover(poll, has_rows=trial.has_rows)
            hits.append(ours[: trial.models].mean())
            of_rows.append(rows[: trial.models].mean())
            step("")
    share = float(np.mean(hits))
    beside = f" (independent rows {np.mean(of_rows):.3f})" if trial.has_rows else ""
    seen = f"{share:.3f}{beside} in {replications} replications"
    return Finding(f"coverage, {trial.what}", trial.demand, seen, trial.least <= share <= trial.most)


def _cover(poll: Poll, *, has_rows: bool) -> tuple[Bools, Bools]:
    """Of every model: whether the truth lies in its interval, and whether it would in one from rows alone."""
    fitted = fit(poll.comparisons)
    spreading = spread(poll.comparisons, fitted, anchor_models=fitted.connected)
    off = np.abs(fitted.strengths - fitted.strengths.mean() - poll.truth)
    hits = off <= spreading.half_widths
    return hits, off <= Z * _find_row_errors(poll) if has_rows else hits


def _find_row_errors(poll: Poll) -> Floats:
    alone = take_apart(poll.comparisons)
    fitted = fit(alone)
    return np.sqrt(np.diag(spread(alone, fitted, anchor_models=fitted.connected).by_ballot))


def _check_the_check() -> Finding:
    poll = poll_crowd(default_rng(SEED), models=50, votes=100_000, users=1000)
    told = check(poll.comparisons)
    seen = f"{told.ratio:.3f} of the closed form" if told.ratio else "nothing"
    is_met = told.ratio is not None and LOWEST <= told.ratio <= HIGHEST
    return Finding("bootstrap of 1,000 users, 100,000 votes", f"{LOWEST} to {HIGHEST}", seen, is_met)
