"""From where strengths are seen: which models are established, and that their mean rating is 1000."""

from dataclasses import dataclass
from math import log

import numpy as np

from leaderboard.maths.comparisons import Bools, Floats
from leaderboard.maths.counting import Tallies
from leaderboard.maths.covariance import Spread
from leaderboard.maths.fitting import Fit

# Points of rating in a natural unit: ten to one is 400 points.
SCALE = 400 / log(10)
CENTRE = 1000.0
# What makes a model established.
FEWEST_BALLOTS = 100
FEWEST_OPPONENTS = 3
FEWEST_USERS = 10
LARGEST_SHARE = 0.2
WIDEST = 60.0
# Widths that differ by less may differ by the order of rows alone.
ALIKE = 1e-6
# With fewer established models all are the gauge.
FEWEST_ANCHORS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Gauge:
    """The mean rating of the anchors is known."""

    anchors: Bools
    mean: float = CENTRE

    def rate(self, fit: Fit) -> Floats:
        known = self.anchors & fit.connected
        if not known.any():
            return np.full_like(fit.strengths, np.nan)
        return self.mean + SCALE * (fit.strengths - fit.strengths[known].mean())


def make_gauge(established: Bools) -> Gauge:
    is_enough = np.count_nonzero(established) >= FEWEST_ANCHORS
    return Gauge(established if is_enough else np.ones_like(established))


def find_established(tallies: Tallies, spread: Spread, *, among: Bools) -> Bools:
    """Those that were tried enough and whose intervals are narrow, seen from the mean of them all.

    Widths depend on the gauge, and the gauge on who is narrow. The widest is left out, for good, and with it what it
    made of the widths of others; so the set only shrinks until it is right, and this ends.
    """
    established = among & _is_well_tried(tallies)
    while True:
        widths = SCALE * spread.gauged(make_gauge(established).anchors).half_widths
        widest = np.max(widths, where=established, initial=0)
        if not widest > WIDEST:
            return established
        established = established & (widths < widest - ALIKE)


def _is_well_tried(tallies: Tallies) -> Bools:
    return (
        (tallies.ballots >= FEWEST_BALLOTS)
        # Who never lost may be any better.
        & (tallies.wins + tallies.ties > 0)
        & (tallies.losses + tallies.ties > 0)
        & (tallies.opponents >= FEWEST_OPPONENTS)
        & (tallies.users >= FEWEST_USERS)
        & (tallies.largest_share <= LARGEST_SHARE)
    )
