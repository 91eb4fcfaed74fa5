"""How lots are drawn for a battle: who meets whom, how probable that was, and that nobody is forgotten.

The rule is the same for all vendors. With probability 0.4 a newcomer comes first, one of those with the fewest ballots;
else a pair does, by its odds. Each further model is drawn by its odds against those that are there already.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from random import Random
from typing import Any

from chat_session.odds import Odds, Rows

# While there is one.
NEWCOMER = 0.4
# What makes the odds of a pair: that it is open who is better, that much is learnt from it, and nothing in particular.
OVERLAP, GAIN = 0.3, 0.3
# Of what it got if all pairs were drawn evenly, each model is to expect so much, so that what it gets in a thousand
# battles is seldom less than a half. The odds alone would leave some a quarter.
FLOOR = 0.7
# From so many on, whoever joins a pair belongs to none that is there already.
FAMILIES = 6


@dataclass(frozen=True, slots=True)
class Drawn:
    """In the order of their sides. The probability is of these models in any order: their sides are drawn evenly."""

    models: tuple[str, ...]
    probability: float


def draw(odds: Odds | None, eligible: Mapping[str, str], *, size: int, random: Random) -> Drawn:
    """Of models by name, with their families. Without odds all are even."""
    return Lottery(odds or Odds(), eligible).draw(size, random)


class Weights:
    """One of the things that make the odds, for those that are eligible. Who is not known weighs as the average."""

    def __init__(self, part: float, triangle: Rows, *, places: Sequence[int]) -> None:
        square = _choose(_complete(triangle), places)
        self.rows = [_choose(row, places) for row in square]
        for number, row in enumerate(self.rows):
            row[number] = 0.0
        self.sums = [sum(row) for row in self.rows]
        # Nothing is open nor to be learnt, perhaps.
        self.part = part if any(self.sums) else 0.0
        self.scale = 2 * self.part / (sum(self.sums) or 1.0)


class Pairs:
    """The probability of every two to meet. Models are numbers here."""

    def __init__(self, odds: Odds, names: Sequence[str]) -> None:
        known = {name: place for place, name in enumerate(odds.models)}
        places = [known.get(name, len(known)) for name in names]
        self.count = len(names)
        self.even = 2 / max(self.count * (self.count - 1), 1)
        self.overlap = Weights(OVERLAP, odds.overlap, places=places)
        self.gain = Weights(GAIN, odds.gain, places=places)
        self.rest = self.even * (1 - self.overlap.part - self.gain.part)
        # In how many pairs each model is to be expected.
        self.shares = [
            self.overlap.scale * overlap + self.gain.scale * gain + self.rest * (self.count - 1)
            for overlap, gain in zip(self.overlap.sums, self.gain.sums, strict=True)
        ]
        self.row = cache(self._row)

    def _row(self, number: int) -> list[float]:
        """Of one model with each other."""
        overlap, gain, rest = self.overlap.scale, self.gain.scale, self.rest
        both = zip(self.overlap.rows[number], self.gain.rows[number], strict=True)
        row = [overlap * one + gain * other + rest for one, other in both]
        row[number] = 0.0
        return row


class Lottery:
    """Models are numbers here, in the order of their names."""

    def __init__(self, odds: Odds, eligible: Mapping[str, str]) -> None:
        self.names = sorted(eligible)
        self.families = [eligible[name] for name in self.names]
        self.has_families = len({*self.families}) >= FAMILIES
        self.pairs = Pairs(odds, self.names)
        self.newcomers = _find_newcomers(odds, self.names)
        self.evenly = self._find_evenly()

    def draw(self, size: int, random: Random) -> Drawn:
        chosen = self._draw_pair(random)
        while len(chosen) < size:
            chosen += self._pick(self.weigh(chosen), random)
        probability = self.find_probability(chosen)
        random.shuffle(chosen)
        return Drawn(tuple(self.names[number] for number in chosen), probability)

    def weigh(self, chosen: Sequence[int]) -> list[float]:
        """All models, as the next one."""
        weights = [sum(column) for column in zip(*map(self.pairs.row, chosen), strict=True)]
        for number in chosen:
            weights[number] = 0.0
        taken = {self.families[number] for number in chosen} if self.has_families else set()
        others = [0.0 if family in taken else weight for weight, family in zip(weights, self.families, strict=True)]
        # When every family is there they come a second time.
        return others if any(others) else weights

    def find_probability(self, chosen: Sequence[int]) -> float:
        """Over all orders in which they may have been drawn."""
        reached = {frozenset(pair): self._find_pair(*pair) for pair in combinations(chosen, 2)}
        for _ in range(len(chosen) - 2):
            reached = self._extend(reached, chosen)
        return min(sum(reached.values()), 1.0)

    def _extend(self, reached: Mapping[frozenset[int], float], chosen: Sequence[int]) -> dict[frozenset[int], float]:
        further: dict[frozenset[int], float] = defaultdict(float)
        for some, probability in reached.items():
            weights = self.weigh(tuple(some))
            total = sum(weights)
            for number in chosen:
                if weights[number]:
                    further[some | {number}] += probability * weights[number] / total
        return further

    def _draw_pair(self, random: Random) -> list[int]:
        if random.random() < self.evenly:
            return random.sample(range(len(self.names)), 2)
        if self.newcomers and random.random() < NEWCOMER:
            first = random.choice(self.newcomers)
        else:
            [first] = self._pick(self.pairs.shares, random)
        return [first, *self._pick(self.pairs.row(first), random)]

    def _pick(self, weights: Sequence[float], random: Random) -> list[int]:
        return random.choices(range(len(self.names)), weights)

    def _find_pair(self, one: int, other: int) -> float:
        return self.evenly * self.pairs.even + (1 - self.evenly) * self._find_by_odds(one, other)

    def _find_by_odds(self, one: int, other: int) -> float:
        together = self.pairs.row(one)[other]
        if not self.newcomers:
            return together
        firsts = sum(1 / self.pairs.shares[number] for number in {one, other} & {*self.newcomers})
        return together * (NEWCOMER * firsts / len(self.newcomers) + 1 - NEWCOMER)

    def _find_evenly(self) -> float:
        """How much has to be drawn evenly, so that no model gets too little."""
        fair = 2 / max(len(self.names), 1)
        least = min(self._find_shares(), default=fair)
        return (FLOOR * fair - least) / (fair - least) if least < FLOOR * fair else 0.0

    def _find_shares(self) -> list[float]:
        """In how many pairs each model is to be expected if none is drawn evenly."""
        if not self.newcomers:
            return self.pairs.shares
        each = NEWCOMER / len(self.newcomers)
        shares = [(1 - NEWCOMER) * share for share in self.pairs.shares]
        for first in self.newcomers:
            shares[first] += each
            scale = each / self.pairs.shares[first]
            shares = [share + scale * weight for share, weight in zip(shares, self.pairs.row(first), strict=True)]
        return shares


def _find_newcomers(odds: Odds, names: Iterable[str]) -> list[int]:
    """Of those that are not established, whoever has the fewest ballots."""
    known = dict(zip(odds.models, zip(odds.ballots, odds.established, strict=True), strict=True))
    found = [(number, *known.get(name, (0, False))) for number, name in enumerate(names)]
    fewest = min((ballots for _, ballots, is_established in found if not is_established), default=0)
    return [number for number, ballots, is_established in found if not is_established and ballots == fewest]


def _complete(triangle: Rows) -> list[list[float]]:
    """Both ways round, and with a last row and column for whoever is not known."""
    average = _find_average(triangle)
    rows = [[*row, 0.0] for row in triangle]
    for number, row in enumerate(rows):
        row += [below[number] for below in triangle[number + 1 :]]
        row.append(average)
    return [*rows, [average] * (len(rows) + 1)]


def _find_average(triangle: Rows) -> float:
    pairs = len(triangle) * (len(triangle) - 1) / 2
    return sum(map(sum, triangle)) / pairs if pairs else 1.0


def _choose(row: Sequence[Any], places: Iterable[int]) -> list[Any]:
    return [row[place] for place in places]
