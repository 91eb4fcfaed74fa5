"""What each vote weighs: those that count, and how it would be if all did."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leaderboard.loading import Votes
from leaderboard.maths.boards import Labels, Part
from leaderboard.maths.comparisons import Bools, Comparisons
from leaderboard.maths.gating import weigh_users

FAIR = "fair"


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    comparisons: Comparisons
    # Before those who vote often are weighed down.
    unweighed: Comparisons
    labels: Labels

    def take(self, part: Part) -> "Pairs":
        rows = self.labels.find(part)
        return Pairs(self.comparisons.take(rows), self.unweighed.take(rows), self.labels.take(rows))


@dataclass(frozen=True, slots=True, eq=False)
class Excluded:
    """The ballots that do not count, each with its reason."""

    reasons: tuple[str, ...]
    labels: Labels

    def count(self, part: Part) -> dict[str, int]:
        rows = self.labels.find(part).tolist()
        found = Counter(reason for reason, is_in in zip(self.reasons, rows, strict=True) if is_in)
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Poll:
    counted: Pairs
    everything: Pairs
    excluded: Excluded


def weigh(votes: Votes, reasons: Sequence[str], *, gated: Mapping[int, str], has_gates: bool) -> Poll:
    """Reasons are of our own votes. Those of files weigh as given, unless they are to pass the gates, too."""
    is_fair = np.ones(votes.comparisons.ballots, np.bool_)
    is_fair[: len(votes.own)] = [reason == FAIR for reason in reasons]
    is_fair[list(gated)] = False
    whole = np.ones(len(votes.comparisons), np.bool_)
    is_weighable = whole if has_gates else votes.is_own
    return Poll(
        counted=_weigh(votes, is_fair[votes.comparisons.ballot], is_weighable),
        everything=_weigh(votes, whole, is_weighable),
        excluded=_collect(votes, reasons, gated),
    )


def _weigh(votes: Votes, rows: Bools, is_weighable: Bools) -> Pairs:
    weight = votes.comparisons.weight.copy()
    concerned = rows & is_weighable
    weight[concerned] = weigh_users(votes.comparisons.take(concerned)).weight
    weighed = votes.comparisons.reweighed(weight)
    return Pairs(weighed.take(rows), votes.comparisons.take(rows), votes.labels.take(rows))


def _collect(votes: Votes, reasons: Sequence[str], gated: Mapping[int, str]) -> Excluded:
    own = votes.own.labels
    unfair = np.array([reason != FAIR for reason in reasons], np.bool_)
    ballots, firsts = np.unique(votes.comparisons.ballot, return_index=True)
    rows = firsts[np.searchsorted(ballots, list(gated))]
    labels = replace(
        own,
        moment=np.concatenate([own.moment[unfair], votes.labels.moment[rows]]),
        categories=np.concatenate([own.categories[unfair], votes.labels.categories[rows]]),
    )
    return Excluded((*(reason for reason in reasons if reason != FAIR), *gated.values()), labels)
