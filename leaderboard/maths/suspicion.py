"""What is odd about somebody's votes to those who know how all others voted: three tests, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leaderboard.maths.comparisons import Bools, Floats, Ints
from leaderboard.maths.fitting import chances
from leaderboard.maths.quantiles import normal_cdf
from leaderboard.maths.tails import chi_square_tail, coin_tail

Numbers = NDArray[np.signedinteger[Any]]
# Most people are not odd at all, as so many already show: then it is left at that.
FIRST_SIMULATIONS = 200
# So many for whoever looks as odd as that. Where it is decided, it takes more to tell how odd it is.
FURTHER = ((2_000, 0.0, 0.05), (20_000, 1e-6, 0.004))
SEED = 20260101
# What is simulated at a time: 4 MB in each array.
BLOCK = 500_000
# In fewer of somebody's votes a model is not looked at.
FEWEST = 5
MOST_TIES = 0.5
# How much somebody has to tell of ties, so that their own habit counts as much as that of all.
HABIT = 20
# What is nothing, and by how much sums differ that are the same.
TINY, NOISE = 1e-12, 1e-6
# By its share of the variance of luck (pi^2 / 3 in a logistic law), taste brings all chances nearer to a half.
BLUR = 6 / pi**2


@dataclass(frozen=True, slots=True, eq=False)
class Conduct:
    """How one person votes, or one group: a pair of each ballot, the model with the smaller number first.

    Pairs of one ballot hang together. One of them by lot does not, and has the odds of any pair of these models.
    """

    first: Ints
    second: Ints
    share: Floats
    # Which slot was preferred of how many; -1 where it is not known, or was not one alone.
    chosen: Ints
    shown: Ints
    # How often everybody prefers the first of a pair, if it is perhaps no chance which one that is.
    layout: float = 0.5

    def __len__(self) -> int:
        return len(self.first)


@dataclass(frozen=True, slots=True)
class Sign:
    test: str
    p: float
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Others:
    """What all others let know of the models, and how sure that is."""

    strengths: Floats
    covariance: Floats
    tie_rate: float
    # The variance, between people, of what one of them thinks of a model.
    taste: float = 0.0

    @property
    def doubt(self) -> Floats:
        """How far somebody may think otherwise: as the others are unsure, and as a mind is one's own."""
        return self.covariance + self.taste * np.eye(len(self.strengths))

    def draw_minds(self, lots: np.random.Generator, count: int) -> Floats:
        """Their chances are on average those of all others together, who are less of one mind than each of them."""
        deviates = lots.normal(size=(len(self.strengths), count))
        centre = self.strengths * sqrt(1 + BLUR * self.taste)
        return centre[:, np.newaxis] + np.linalg.cholesky(self.doubt) @ deviates


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Of each vote, how likely the first model wins, ties and loses: p - c/2, c and 1 - p - c/2 of RANKING.md."""

    win: Floats
    tie: Floats
    loss: Floats

    @property
    def share(self) -> Floats:
        return self.win + self.tie / 2

    @property
    def variance(self) -> Floats:
        return self.win + self.tie / 4 - self.share**2


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Over votes: their likelihood, and by how many sigmas each model that occurs often gets too much.

    Votes that are won or tied add to what would come of it if all were lost.
    """

    of_win: Floats
    of_tie: Floats
    all_lost: Floats

    def add_up(self, win: Bools, tie: Bools, votes: slice = slice(None)) -> Floats:
        return self.of_win[:, votes] @ win + self.of_tie[:, votes] @ tie


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    conduct: Conduct
    others: Others
    # To tie often, or never, is no sin: it is somebody's own rate, as far as it is known.
    tie_rate: float
    expected: Expected
    # The models that occur often; and of every vote, whether each is its first (1) or its second (-1).
    models: Sequence[str]
    design: Floats
    # How much of each one's variance, in terms of what is expected, a taste of one adds.
    leaning: Floats
    sums: Sums

    @property
    def seen(self) -> Floats:
        return self.sums.all_lost + self.sums.add_up(self.conduct.share == 1, self.conduct.share == 0.5)


def find_tie_rate(ties: float, evenness: float) -> float:
    """tau of RANKING.md. The evenness of a pair is one if both are as good, and less otherwise."""
    return min(ties / max(evenness, TINY), MOST_TIES)


def expect(share: Floats, tie_rate: float) -> Expected:
    tie = 4 * tie_rate * share * (1 - share)
    return Expected(win=share - tie / 2, tie=tie, loss=1 - share - tie / 2)


def examine(conduct: Conduct, others: Others, *, models: Sequence[str]) -> list[Sign]:
    case = open_case(conduct, others, models=models)
    signs = _examine_sums(case, FIRST_SIMULATIONS)
    for simulations, clear, plain in FURTHER:
        if clear <= min(sign.p for sign in signs) <= plain:
            signs = _examine_sums(case, simulations)
    return [*signs, examine_slots(conduct)]


def open_case(conduct: Conduct, others: Others, *, models: Sequence[str]) -> Case:
    share = chances(others.strengths, conduct.first, conduct.second)
    evenness, ties = float((4 * share * (1 - share)).sum()), float(np.count_nonzero(conduct.share == 0.5))
    tie_rate = find_tie_rate(ties + HABIT * others.tie_rate, evenness + HABIT)
    expected = expect(share, tie_rate)
    numbers = np.arange(len(models))
    sides = 1.0 * (conduct.first[:, np.newaxis] == numbers) - (conduct.second[:, np.newaxis] == numbers)
    often = np.flatnonzero(np.abs(sides).sum(axis=0) >= FEWEST).tolist()
    design = sides[:, often]
    # How far what is expected of a model goes with the strengths of all, and these are unsure.
    pulls = (design.T * share * (1 - share)) @ sides
    variances = expected.variance @ np.abs(design) + ((pulls @ others.doubt) * pulls).sum(axis=1)
    sums, leaning = _make_sums(expected, design / np.sqrt(variances)), (pulls**2).sum(axis=1) / variances
    return Case(conduct, others, tie_rate, expected, [models[model] for model in often], design, leaning, sums)


def _make_sums(expected: Expected, excess: Floats) -> Sums:
    win, tie, loss = (np.log(np.maximum(odds, TINY)) for odds in (expected.win, expected.tie, expected.loss))
    return Sums(
        of_win=np.vstack([win - loss, excess.T]),
        of_tie=np.vstack([tie - loss, excess.T / 2]),
        all_lost=np.concatenate([[loss.sum()], -expected.share @ excess]),
    )


def _simulate(case: Case, simulations: int) -> Floats:
    """The sums of so many people who vote as can be expected. Their luck is the same in every case."""
    lots, conduct = np.random.default_rng(SEED), case.conduct
    strengths = case.others.draw_minds(lots, simulations)
    sums = np.tile(case.sums.all_lost[:, np.newaxis], simulations)
    for start in range(0, len(conduct), BLOCK // simulations):
        votes = slice(start, start + BLOCK // simulations)
        expected = expect(chances(strengths, conduct.first[votes], conduct.second[votes]), case.tie_rate)
        luck = lots.random(expected.win.shape)
        is_won = luck < expected.win
        sums += case.sums.add_up(is_won, ~is_won & (luck < expected.win + expected.tie), votes)
    return sums


def _examine_sums(case: Case, simulations: int) -> list[Sign]:
    simulated = _simulate(case, simulations)
    signs = [_examine_likelihood(case, simulated[0])]
    if case.models:
        signs.append(_examine_favourite(case, simulated[1:]))
    return signs


def _examine_likelihood(case: Case, simulated: Floats) -> Sign:
    """T1: who votes at random, or against everybody."""
    seen = float(case.seen[0])
    deviation = (seen - simulated.mean()) / max(simulated.std(), TINY)
    p = _find_p(-seen, -simulated, tail=normal_cdf(float(deviation)))
    told = f"{len(case.conduct)} votes contradict those of all others more than chance allows (p = {p:.1g})."
    return Sign("likelihood", p, told)


def _examine_favourite(case: Case, simulated: Floats) -> Sign:
    """T2: who promotes or demotes a model. The simulated ones have a model that is furthest off, too."""
    above, below = (np.sqrt((np.maximum(side, 0) ** 2).mean(axis=1) * 2) for side in (simulated, -simulated))
    excesses = _scale(case.seen[1:, np.newaxis], above, below)[:, 0]
    largest = _scale(simulated, above, below).max(axis=0)
    place = int(excesses.argmax())
    p = _find_p(float(excesses[place]), largest, tail=2 * len(excesses) * normal_cdf(-float(excesses[place])))
    design = case.design[:, place]
    count, as_second = np.count_nonzero(design), np.count_nonzero(design < 0)
    got, due = design @ case.conduct.share + as_second, design @ case.expected.share + as_second
    told = f"{case.models[place]} got {got:g} of {count} votes, {due:.1f} were expected (p = {p:.1g})."
    return Sign("favourite", p, told)


def _scale(excesses: Floats, above: Floats, below: Floats) -> Floats:
    """A good model can hardly get more than it should, but far less: each side has its own sigma."""
    sigma = np.where(excesses > 0, above[:, np.newaxis], below[:, np.newaxis])
    return np.abs(excesses) / np.maximum(sigma, TINY)


def _find_p(seen: float, simulated: Floats, *, tail: float) -> float:
    """Beyond all that was simulated the tail of the normal law goes on."""
    beyond = int(np.count_nonzero(simulated >= seen - NOISE))
    p = (1 + beyond) / (1 + len(simulated))
    return p if beyond else min(p, tail)


def examine_slots(conduct: Conduct) -> Sign:
    """T3: who looks at the place. Slots are shuffled: of a pair the better one is a coin, of a larger ballot a die."""
    is_decisive = conduct.chosen >= 0
    chosen, shown = conduct.chosen[is_decisive], conduct.shown[is_decisive]
    by_size = [np.bincount(chosen[shown == size], minlength=size) for size in np.unique(shown)]
    pairs = [slots.tolist() for slots in by_size if len(slots) == 2]
    p_values = [coin_tail(first, first + second, perhaps=conduct.layout) for first, second in pairs]
    if larger := [slots for slots in by_size if len(slots) > 2]:
        statistic = sum(float(((slots - slots.mean()) ** 2).sum() / slots.mean()) for slots in larger)
        p_values.append(chi_square_tail(statistic, sum(len(slots) - 1 for slots in larger)))
    p = min(len(p_values) * min(p_values), 1.0) if p_values else 1.0
    counts = np.bincount(chosen, minlength=1)
    told = f"{counts.max()} of {len(chosen)} decisive votes are for slot {counts.argmax() + 1} (p = {p:.1g})."
    return Sign("slot", p, told)
