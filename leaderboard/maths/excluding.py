"""Who is to be left out until a person has looked: whose votes are odder than chance among so many people allows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leaderboard.maths.comparisons import SHARES, Bools, Comparisons, Floats, Ints, Outcome
from leaderboard.maths.fitting import PRIOR, chances, count_wins, fill_up, find_curvature, solve
from leaderboard.maths.suspicion import SEED, Conduct, Numbers, Others, Sign, examine, find_tie_rate, open_case
from leaderboard.maths.tails import find_discoveries

LEAST_OF_USER, LEAST_OF_GROUP = 10, 30
# Of those that are found, so many by mistake.
RATE = 0.01
# Each finds those who spoil the fit, and the taste, by which the next one judges everybody.
ROUNDS = 3
# So often somebody has the chance to look odd.
TESTS = 3
# Half of all squares of normal deviates are below. Halvings of what is possible, until a taste is found.
MEDIAN_SQUARE, MOST_TASTE, HALVINGS = 0.4549364, 4.0, 30
# A row of no group.
NOBODY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Slots:
    """By ballot: which of the slots that are compared was preferred, -1 if not one alone, and how many there were."""

    chosen: Ints
    shown: Ints
    # How often the first one is preferred by everybody, where slots are not shuffled by us.
    layout: Floats


@dataclass(frozen=True, slots=True)
class Suspect:
    # The number of a user, or of a group.
    user: int
    p: float
    # The p of each test.
    tests: Mapping[str, float]
    reason: str


@dataclass(frozen=True, slots=True, eq=False)
class Voter:
    user: int
    # Of all their pairs.
    rows: Numbers
    conduct: Conduct


def suspect(
    comparisons: Comparisons, *, slots: Slots | None = None, least: int = LEAST_OF_USER, tastes: Floats | None = None
) -> list[Suspect]:
    """Of all users, or groups, with so many ballots. If no slots are told, the left one of a pair is in the first.

    If no tastes are told, the variance for each, it is that of all of them.
    """
    voters = _find_voters(comparisons, slots or find_slots(comparisons), least=least)
    suspects: list[Suspect] = []
    for _ in range(ROUNDS):
        suspects = _judge(comparisons, voters, excluded=[suspect.user for suspect in suspects], tastes=tastes)
    return suspects


def find_taste(comparisons: Comparisons, *, least: int = LEAST_OF_USER) -> float:
    """The variance of what users with so many ballots think of a model."""
    voters = _find_voters(comparisons, find_slots(comparisons), least=least)
    known = _know_others(comparisons, voters, excluded=())
    return _measure_taste(zip(voters, known, strict=True), models=comparisons.models)


def _find_voters(comparisons: Comparisons, slots: Slots, *, least: int) -> list[Voter]:
    pairs = _draw_pairs(comparisons)
    voters = []
    for user, rows in _group(comparisons.user):
        own = rows[pairs[rows]]
        if user != NOBODY and len(own) >= least:
            voters.append(Voter(user, rows, _take_conduct(comparisons, own, slots=slots)))
    return voters


def _draw_pairs(comparisons: Comparisons) -> Bools:
    """One row of each ballot."""
    order = np.random.default_rng(SEED).permutation(len(comparisons))
    is_drawn = np.zeros(len(comparisons), np.bool_)
    is_drawn[order[np.unique(comparisons.ballot[order], return_index=True)[1]]] = True
    return is_drawn


def _group(numbers: Ints) -> Iterator[tuple[int, Numbers]]:
    """Each number, and the rows that have it."""
    order = np.argsort(numbers, kind="stable")
    found, starts = np.unique(numbers[order], return_index=True)
    yield from zip(found.tolist(), np.split(order, starts[1:]), strict=False)


def _take_conduct(comparisons: Comparisons, rows: Numbers, *, slots: Slots) -> Conduct:
    """In the order of their models, so that no other order plays a part."""
    left, right, share = comparisons.left[rows], comparisons.right[rows], SHARES[comparisons.outcome[rows]]
    ballots = comparisons.ballot[rows]
    order = np.lexsort((np.maximum(left, right), np.minimum(left, right)))
    return Conduct(
        first=np.minimum(left, right)[order],
        second=np.maximum(left, right)[order],
        share=np.where(left > right, 1 - share, share)[order],
        chosen=slots.chosen[ballots],
        shown=slots.shown[ballots],
        layout=float(slots.layout[ballots].mean()),
    )


def find_slots(comparisons: Comparisons) -> Slots:
    """Of ballots that are one pair."""
    is_alone = np.bincount(comparisons.ballot, minlength=comparisons.ballots) == 1
    chosen = np.full(comparisons.ballots, -1, np.int32)
    is_decisive = (comparisons.outcome <= Outcome.RIGHT) & is_alone[comparisons.ballot]
    chosen[comparisons.ballot[is_decisive]] = comparisons.outcome[is_decisive]
    return Slots(chosen, np.full(comparisons.ballots, 2, np.int32), np.full(comparisons.ballots, 0.5))


def _judge(
    comparisons: Comparisons, voters: Sequence[Voter], *, excluded: Collection[int], tastes: Floats | None
) -> list[Suspect]:
    known = _know_others(comparisons, voters, excluded=excluded)
    if tastes is None:
        honest = [pair for pair in zip(voters, known, strict=True) if pair[0].user not in excluded]
        tastes = np.full(comparisons.users, _measure_taste(honest, models=comparisons.models))
    judged = []
    for voter, others in zip(voters, known, strict=True):
        allowed = replace(others, taste=float(tastes[voter.user]))
        judged.append(_sum_up(voter.user, examine(voter.conduct, allowed, models=comparisons.models)))
    is_found = find_discoveries(np.array([suspect.p for suspect in judged]), rate=RATE)
    return [suspect for suspect, found in zip(judged, is_found, strict=True) if found]


def _measure_taste(known: Iterable[tuple[Voter, Others]], *, models: Sequence[str]) -> float:
    """How much of it makes half of all deviations as small as they should be, whatever few dishonest people do."""
    cases = [open_case(voter.conduct, others, models=models) for voter, others in known]
    squares = np.concatenate([np.zeros(0), *(case.seen[1:] ** 2 for case in cases)])
    leaning = np.concatenate([np.zeros(0), *(case.leaning for case in cases)])
    least, most = 0.0, MOST_TASTE
    for _ in range(HALVINGS if len(squares) else 0):
        taste = (least + most) / 2
        is_short = bool(np.median(squares / (1 + taste * leaning)) > MEDIAN_SQUARE)
        least, most = (taste, most) if is_short else (least, taste)
    return least


def _know_others(comparisons: Comparisons, voters: Iterable[Voter], *, excluded: Collection[int]) -> list[Others]:
    """What each voter is judged by."""
    counted = comparisons.take(~np.isin(comparisons.user, list(excluded)))
    wins = count_wins(counted)
    strengths = solve(wins, prior=PRIOR)
    everybody = _know(wins, strengths, _find_tie_rate(counted, strengths))
    return [
        everybody if voter.user in excluded else _leave_out(comparisons, voter.rows, wins, known=everybody)
        for voter in voters
    ]


def _leave_out(comparisons: Comparisons, rows: Numbers, wins: Floats, *, known: Others) -> Others:
    """What is known without these rows."""
    left, right, weight = comparisons.left[rows], comparisons.right[rows], comparisons.weight[rows]
    share = weight * SHARES[comparisons.outcome[rows]]
    rest = wins.copy()
    np.subtract.at(rest, (left, right), share)
    np.subtract.at(rest, (right, left), weight - share)
    return _know(rest, solve(rest, prior=PRIOR, start=known.strengths), known.tie_rate)


def _know(wins: Floats, strengths: Floats, tie_rate: float) -> Others:
    models = np.arange(len(strengths))
    expected = chances(strengths, models[:, np.newaxis], models)
    curvature = find_curvature(wins + wins.T, expected, prior=PRIOR)
    covariance = np.asarray(np.linalg.inv(fill_up(curvature)), np.float64)
    return Others(strengths, covariance, tie_rate)


def _find_tie_rate(comparisons: Comparisons, strengths: Floats) -> float:
    share = chances(strengths, comparisons.left, comparisons.right)
    ties = float(np.count_nonzero(comparisons.outcome > Outcome.RIGHT))
    return find_tie_rate(ties, float((4 * share * (1 - share)).sum()))


def _sum_up(user: int, signs: Sequence[Sign]) -> Suspect:
    oddest = min(signs, key=lambda sign: sign.p)
    return Suspect(user, min(TESTS * oddest.p, 1.0), {sign.test: sign.p for sign in signs}, oddest.reason)
