"""Whether what is drawn is fair to every model, and tells more than what is drawn evenly."""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from random import Random
from statistics import mean

import numpy as np
from numpy.random import default_rng
from numpy.typing import NDArray

from bench.rankings.finding import Finding
from chat_session.lots import Lottery
from chat_session.odds import Odds
from leaderboard.maths.comparisons import Comparisons
from leaderboard.maths.counting import count
from leaderboard.maths.covariance import spread
from leaderboard.maths.fitting import fit
from leaderboard.maths.gauging import SCALE, find_established, make_gauge
from leaderboard.maths.sampling import make_odds
from tests.leaderboard.maths.polls import ask, draw_pairs, put, spread_out

KNOWN, BALLOTS, USERS = 30, 6000, 300
# After the newcomer has come; and how often odds are made anew.
FURTHER, REFIT = 300, 50
ARENAS, FEW_ARENAS = 12, 4
WIDEST = 0.6
FAMILIES = 8
# Known models and newcomers.
POOLS = ((10, 0), (KNOWN, 0), (KNOWN, 1), (KNOWN, 3))
SIZES = (2, 4)
DRAWS, WINDOWS = 1000, 8
LEAST_SHARE, ERRORS = 0.5, 4


@dataclass(frozen=True, slots=True)
class Board:
    odds: Odds
    # In points.
    half_widths: Sequence[float]


class Arena:
    """Models with the last numbers are new, and have no votes yet."""

    def __init__(self, seed: int, *, known: int = KNOWN, newcomers: int = 1) -> None:
        self.lots, self.random = default_rng(seed), Random(seed)
        models = known + newcomers
        self.names = [f"model-{number:03}" for number in range(models)]
        self.families = {name: f"family-{number % FAMILIES}" for number, name in enumerate(self.names)}
        self.strengths = self.lots.permutation(spread_out(models))
        self.votes = [self._ask(np.column_stack(draw_pairs(known, BALLOTS, lots=self.lots)))]

    def meet(self, odds: Odds, battles: int) -> None:
        """In battles that are drawn by these odds, before people who vote."""
        lottery = Lottery(odds, self.families)
        drawn = [lottery.draw(2, self.random).models for _ in range(battles)]
        self.votes.append(self._ask(np.array([[self.names.index(name) for name in models] for models in drawn])))

    def _ask(self, pairs: NDArray[np.intp]) -> Comparisons:
        user = self.lots.integers(USERS, size=len(pairs))
        return ask(self.strengths, pairs[:, 0], pairs[:, 1], user=user, lots=self.lots)

    def _gather(self) -> Comparisons:
        left, right, outcome, user = (
            np.concatenate([getattr(votes, column) for votes in self.votes])
            for column in ("left", "right", "outcome", "user")
        )
        return put(len(self.names), left, right, outcome, ballot=np.arange(len(left)), user=user)

    def rank(self) -> Board:
        votes = self._gather()
        fitted, tallies = fit(votes), count(votes)
        spreading = spread(votes, fitted, anchor_models=fitted.connected)
        established = find_established(tallies, spreading, among=fitted.connected)
        spreading = spreading.gauged(make_gauge(established).anchors)
        odds = make_odds(
            self.names,
            fitted,
            spread=spreading,
            ballots=tallies.ballots.tolist(),
            established=established.tolist(),
        )
        return Board(odds, (SCALE * spreading.half_widths).tolist())


def check_sampler(options: argparse.Namespace | None = None) -> Iterator[Finding]:
    yield _check_newcomer(FEW_ARENAS if options and options.quick else ARENAS)
    for known, newcomers in POOLS:
        arena = Arena(0, known=known, newcomers=newcomers)
        lottery, what = Lottery(arena.rank().odds, arena.families), f"{known} known and {newcomers} new models"
        yield _check_pairs(lottery, what)
        for size in SIZES:
            battles = [lottery.draw(size, arena.random).models for _ in range(DRAWS * WINDOWS)]
            yield _check_shares(battles, f"{what}, battles of {size}", models=len(lottery.names))
            yield _check_slots(battles, f"{what}, battles of {size}")


def _check_newcomer(arenas: int) -> Finding:
    ratios = [_watch_newcomer(seed, is_even=False) / _watch_newcomer(seed, is_even=True) for seed in range(arenas)]
    return Finding(
        f"a newcomer's half-width after {FURTHER} ballots, in the mean of {arenas} arenas",
        f"≤ {WIDEST} of even drawing's",
        f"{mean(ratios):.2f} of it ({min(ratios):.2f} to {max(ratios):.2f})",
        mean(ratios) <= WIDEST,
    )


def _watch_newcomer(seed: int, *, is_even: bool) -> float:
    arena = Arena(seed)
    for _ in range(FURTHER // REFIT):
        arena.meet(Odds() if is_even else arena.rank().odds, REFIT)
    return arena.rank().half_widths[-1]


def _check_pairs(lottery: Lottery, what: str) -> Finding:
    """Worked out, not drawn: of pairs, and of the models in them."""
    pairs = {pair: lottery.find_probability(pair) for pair in combinations(range(len(lottery.names)), 2)}
    shares = Counter(dict.fromkeys(range(len(lottery.names)), 0.0))
    for pair, probability in pairs.items():
        shares.update(dict.fromkeys(pair, probability))
    rarest, least = min(pairs.values()) * len(pairs), min(shares.values()) * len(shares) / 2
    return Finding(
        f"{what}, by probability",
        f"every pair above 0, every model ≥ {LEAST_SHARE} of its fair share",
        f"pairs from {rarest:.2f} of it, models from {least:.2f}",
        rarest > 0 and least >= LEAST_SHARE,
    )


def _check_shares(battles: Sequence[tuple[str, ...]], what: str, *, models: int) -> Finding:
    """Lots that know nothing of each other vary: of a thousand, no less than half within what chance takes away."""
    fair = DRAWS * len(battles[0]) / models
    windows = [battles[first : first + DRAWS] for first in range(0, len(battles), DRAWS)]
    counts = [Counter(name for battle in window for name in battle) for window in windows]
    fewest = [min(count.values()) if len(count) == models else 0 for count in counts]
    needed = LEAST_SHARE * fair
    short = sum(count < needed for count in fewest)
    return Finding(
        f"{what}: the rarest model of {DRAWS}",
        f"≥ {LEAST_SHARE} of its fair share - {ERRORS} standard errors, in each of {len(windows)} times",
        f"{min(fewest) / fair:.2f} of it; less than {LEAST_SHARE} in {short} times",
        min(fewest) >= needed - ERRORS * sqrt(needed),
    )


def _check_slots(battles: Sequence[tuple[str, ...]], what: str) -> Finding:
    size = len(battles[0])
    slots = Counter((name, slot) for battle in battles for slot, name in enumerate(battle))
    models = Counter(name for battle in battles for name in battle)
    errors = [
        abs(slots[name, slot] - drawn / size) / sqrt(drawn * (1 / size) * (1 - 1 / size))
        for name, drawn in models.items()
        for slot in range(size)
    ]
    return Finding(
        f"{what}: each model in each slot",
        f"1/{size} ± {ERRORS} standard errors",
        f"at most {max(errors):.1f} off",
        max(errors) <= ERRORS,
    )
