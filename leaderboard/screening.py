"""How votes of files pass the gates, where they are to: those that ask for nothing but a voter and a moment."""

from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np

from leaderboard.loading import Votes
from leaderboard.maths.comparisons import Bools
from leaderboard.maths.gating import Cast, find_capped
from leaderboard.watching import watch_imported

CAPPED, EXCLUDED = "capped", "excluded"


def screen(votes: Votes, *, counts: Bools) -> dict[int, str]:
    """By the number of its ballot, why each does not count. `counts` is of each pair."""
    capped = {int(number) for number in find_capped(_tell_casts(votes))}
    is_capped = np.isin(votes.comparisons.ballot, list(capped))
    users = watch_imported(votes, counts=counts & ~is_capped)
    rows = ~votes.is_own & np.isin(votes.comparisons.user, list(users))
    excluded = np.unique(votes.comparisons.ballot[rows]).tolist()
    return dict.fromkeys(sorted(capped), CAPPED) | dict.fromkeys(excluded, EXCLUDED)


def _tell_casts(votes: Votes) -> Iterator[Cast]:
    """Each ballot of a file once. Of the others nobody knows when they were cast."""
    comparisons = votes.comparisons
    rows = np.flatnonzero(~votes.is_own & ~np.isnan(votes.labels.moment))
    ballots, firsts = np.unique(comparisons.ballot[rows], return_index=True)
    for ballot, row in zip(ballots.tolist(), rows[firsts].tolist(), strict=True):
        yield Cast(
            id=f"{ballot:010d}",
            user=str(comparisons.user[row]),
            prefix="",
            prompt="",
            at=datetime.fromtimestamp(votes.labels.moment[row], UTC),
        )
