"""Whether people who want to move a board are found among those who do not, and how many others are taken for them."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.rankings.finding import Finding
from leaderboard.maths.comparisons import Comparisons, Outcome, gather
from leaderboard.maths.excluding import suspect

CROWDS, FEW_CROWDS = 10, 3
# From the weakest to the strongest 450 Elo.
STRENGTHS = np.linspace(-1.3, 1.3, 12)
HONEST = 126
ATTACKS = ("promotion", "demotion", "random", "contrarian", "position")
OF_EACH = 4
# Whoever casts fewer moves little, and is found with less certainty.
BALLOTS_OF_ATTACKER = (80, 200)
BALLOTS_OF_HONEST = (3, 250)
# By what factor people tie more often or less.
TIE_RATE, TIE_HABIT = 0.25, 0.5
# Who looks at the side alone does so mostly.
BLINDLY = 0.9
MOST_HONEST = 1
# How far people differ in what they think of a model, 43 or 87 Elo, and how many attackers are to be found among them.
# Where tastes differ more, whoever promotes a model in few votes does what some in a thousand do honestly.
FEWEST_FOUND = {0.25: 19, 0.5: 16}


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    left: np.ndarray
    right: np.ndarray
    outcome: np.ndarray


@dataclass(frozen=True, slots=True)
class Hunt:
    found: int
    honest: int


class Crowd:
    def __init__(self, seed: int, *, taste: float) -> None:
        self.random = np.random.default_rng(seed)
        self.taste = taste

    def vote(self) -> tuple[Comparisons, list[str]]:
        """And by number, what each user is up to."""
        aims = ["honest"] * HONEST + [attack for attack in ATTACKS for _ in range(OF_EACH)]
        cast = [self._cast(aim) for aim in aims]
        users = np.repeat(np.arange(len(aims)), [len(ballots.left) for ballots in cast])
        comparisons = gather(
            left=_name(np.concatenate([ballots.left for ballots in cast])),
            right=_name(np.concatenate([ballots.right for ballots in cast])),
            outcome=np.concatenate([ballots.outcome for ballots in cast]).tolist(),
            user=users.tolist(),
        )
        return comparisons, aims

    def _cast(self, aim: str) -> Ballots:
        count = self._count_ballots(aim)
        models = self.random.permuted(np.tile(np.arange(len(STRENGTHS)), (count, 1)), axis=1)
        left, right = models[:, 0], models[:, 1]
        honest = self._judge(left, right)
        return Ballots(left, right, self._bend(aim, left, right, honest))

    def _count_ballots(self, aim: str) -> int:
        if aim == "honest":
            return int(np.clip(self.random.lognormal(3.4, 0.8), *BALLOTS_OF_HONEST))
        return int(self.random.integers(*BALLOTS_OF_ATTACKER, endpoint=True))

    def _judge(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """By what is good and what he likes."""
        liked = STRENGTHS + self.random.normal(0, self.taste, len(STRENGTHS))
        rate = min(TIE_RATE * np.exp(self.random.normal(0, TIE_HABIT)), 0.5)
        share = 1 / (1 + np.exp(liked[right] - liked[left]))
        tie = 4 * rate * share * (1 - share)
        luck = self.random.random(len(left))
        return np.where(
            luck < share - tie / 2, Outcome.LEFT, np.where(luck < share + tie / 2, Outcome.TIE, Outcome.RIGHT)
        )

    def _bend(self, aim: str, left: np.ndarray, right: np.ndarray, honest: np.ndarray) -> np.ndarray:
        middle = len(STRENGTHS) // 2
        match aim:
            case "promotion":
                target = self.random.integers(middle)
                return np.where(left == target, Outcome.LEFT, np.where(right == target, Outcome.RIGHT, honest))
            case "demotion":
                target = self.random.integers(middle, len(STRENGTHS))
                return np.where(left == target, Outcome.RIGHT, np.where(right == target, Outcome.LEFT, honest))
            case "random":
                return self.random.integers(len(Outcome), size=len(left))
            case "contrarian":
                return np.choose(honest, [Outcome.RIGHT, Outcome.LEFT, Outcome.TIE, Outcome.BOTH_BAD])
            case "position":
                return np.where(self.random.random(len(left)) < BLINDLY, Outcome.LEFT, honest)
        return honest


def _name(models: np.ndarray) -> list[str]:
    return [f"model-{model:02}" for model in models]


def hunt(seed: int, *, taste: float) -> Hunt:
    comparisons, aims = Crowd(seed, taste=taste).vote()
    caught = [aims[each.user] for each in suspect(comparisons)]
    honest = caught.count("honest")
    return Hunt(found=len(caught) - honest, honest=honest)


def check_attackers(options: argparse.Namespace | None = None) -> Iterator[Finding]:
    crowds = FEW_CROWDS if options and options.quick else CROWDS
    for taste, fewest in FEWEST_FOUND.items():
        yield from _tell([hunt(seed, taste=taste) for seed in range(crowds)], taste=taste, fewest=fewest)


def _tell(hunts: Sequence[Hunt], *, taste: float, fewest: int) -> Iterator[Finding]:
    least, most = min(each.found for each in hunts), max(each.honest for each in hunts)
    found, honest = (sum(getattr(each, name) for each in hunts) for name in ("found", "honest"))
    total = len(ATTACKS) * OF_EACH
    yield Finding(
        f"planted attackers among tastes of {taste}, the worst of {len(hunts)} crowds",
        f"≥ {fewest} of {total} excluded",
        f"{least} of {total} (of all crowds {found} of {len(hunts) * total})",
        least >= fewest,
    )
    yield Finding(
        f"honest users of tastes of {taste} beside them, the worst of {len(hunts)} crowds",
        f"≤ {MOST_HONEST} of {HONEST} flagged",
        f"{most} of {HONEST} (of all crowds {honest} of {len(hunts) * HONEST})",
        most <= MOST_HONEST,
    )
