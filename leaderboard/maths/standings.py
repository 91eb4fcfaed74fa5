"""What a board shows: who stands where, how sure that is, and of whom too little is known to say it."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from leaderboard.maths.comparisons import Bools, Comparisons, Floats, Outcome
from leaderboard.maths.counting import Tallies, count, count_ballots, count_users
from leaderboard.maths.covariance import Spread, find_residuals, spread, take_connected
from leaderboard.maths.fitting import PRIOR, Fit, chances, fit
from leaderboard.maths.gauging import SCALE, Gauge, find_established, make_gauge
from leaderboard.maths.quantiles import normal_cdf

# Ratings that differ by less may differ by the order of rows alone.
DIGITS = 6
# In natural units. A smaller one is what rounding left of nought: nobody has said more than that all are equal.
SMALLEST_ERROR = 1e-9


class Status(StrEnum):
    HIDDEN = "hidden"
    PROVISIONAL = "provisional"
    ESTABLISHED = "established"


class NotComparable(ValueError):
    """The model whose rating is given has not been compared with the others."""


@dataclass(frozen=True, slots=True)
class Options:
    prior: float = PRIOR
    # With fewer ballots a model is hidden.
    shown_from: int = 30
    # A model, and the rating that it is given: else the mean of the established ones is 1000.
    anchor: tuple[str, float] | None = None


USUAL = Options()


@dataclass(frozen=True, slots=True)
class Standing:
    model: str
    status: Status
    rating: float
    lower: float
    upper: float
    # The best and the worst place that the intervals leave open; none for a hidden model.
    rank: int | None
    rank_worst: int | None
    ballots: int
    users: int
    # Pairs of ballots; both bad is a tie.
    wins: int
    losses: int
    ties: int
    # The mean chance against every other shown model.
    win_probability: float | None
    # The chance that it is better than the next one that is shown.
    better_than_next: float | None
    # Fitted to wins and losses alone.
    rating_without_ties: float | None

    @property
    def half_width(self) -> float:
        return (self.upper - self.lower) / 2


@dataclass(frozen=True, slots=True)
class Standings:
    # The best first; the hidden ones behind those that are shown.
    rows: tuple[Standing, ...]
    # Not comparable with those yet.
    unconnected: tuple[str, ...]
    ballots: int
    users: int
    effective_users: float
    # So many ballots less, and the second would be first.
    ballots_to_flip: int | None


@dataclass(frozen=True, slots=True, eq=False)
class _Board:
    """The columns of the rows; nan where not connected."""

    comparisons: Comparisons
    fit: Fit
    spread: Spread
    tallies: Tallies
    shown: Bools
    established: Bools
    ratings: Floats
    without_ties: Floats

    @property
    def half_widths(self) -> Floats:
        return SCALE * self.spread.half_widths


def stand(comparisons: Comparisons, options: Options = USUAL) -> Standings:
    board = _make_board(_without_mirrors(comparisons), options)
    order = _sort(board)
    shown = [model for model in order if board.shown[model]]
    below = dict(pairwise(shown))
    return Standings(
        rows=tuple(_tell(board, model, below=below.get(model)) for model in order),
        unconnected=tuple(board.comparisons.models[model] for model in np.flatnonzero(~board.fit.connected)),
        ballots=count_ballots(board.comparisons),
        users=count_users(board.comparisons),
        effective_users=board.spread.effective_users,
        ballots_to_flip=_count_to_flip(board, *shown[:2]) if len(shown) > 1 else None,
    )


def _without_mirrors(comparisons: Comparisons) -> Comparisons:
    """A model beside itself is not compared."""
    rows = comparisons.left != comparisons.right
    return comparisons if rows.all() else comparisons.take(rows)


def _make_board(comparisons: Comparisons, options: Options) -> _Board:
    fitted, tallies = fit(comparisons, prior=options.prior), count(comparisons)
    spreading = spread(comparisons, fitted, anchor_models=fitted.connected, prior=options.prior)
    shown = fitted.connected & (tallies.ballots >= options.shown_from)
    established = find_established(tallies, spreading, among=shown)
    gauge = make_gauge(established) if options.anchor is None else _make_anchor(comparisons, fitted, *options.anchor)
    decisive = comparisons.take(comparisons.outcome <= Outcome.RIGHT)
    return _Board(
        comparisons=comparisons,
        fit=fitted,
        spread=spreading.gauged(gauge.anchors),
        tallies=tallies,
        shown=shown,
        established=established,
        ratings=gauge.rate(fitted),
        without_ties=gauge.rate(fit(decisive, prior=options.prior)),
    )


def _make_anchor(comparisons: Comparisons, fitted: Fit, name: str, value: float) -> Gauge:
    gauge = Gauge(np.array([model == name for model in comparisons.models], np.bool_), value)
    if not (gauge.anchors & fitted.connected).any():
        raise NotComparable(name)
    return gauge


def _sort(board: _Board) -> list[int]:
    order = np.lexsort((-np.round(board.ratings, DIGITS), ~board.shown))
    return order[board.fit.connected[order]].tolist()


def _tell(board: _Board, model: int, *, below: int | None) -> Standing:
    rating, half_width = float(board.ratings[model]), float(board.half_widths[model])
    without_ties = float(board.without_ties[model])
    rank, worst = _find_ranks(board, model) if board.shown[model] else (None, None)
    return Standing(
        model=board.comparisons.models[model],
        status=_find_status(board, model),
        rating=rating,
        lower=rating - half_width,
        upper=rating + half_width,
        rank=rank,
        rank_worst=worst,
        ballots=int(board.tallies.ballots[model]),
        users=int(board.tallies.users[model]),
        wins=int(board.tallies.wins[model]),
        losses=int(board.tallies.losses[model]),
        ties=int(board.tallies.ties[model]),
        win_probability=_find_win_probability(board, model),
        better_than_next=None if below is None else _compare(board, model, below),
        rating_without_ties=None if np.isnan(without_ties) else without_ties,
    )


def _find_status(board: _Board, model: int) -> Status:
    if board.established[model]:
        return Status.ESTABLISHED
    return Status.PROVISIONAL if board.shown[model] else Status.HIDDEN


def _find_ranks(board: _Board, model: int) -> tuple[int, int]:
    ratings, half_widths = board.ratings[board.shown], board.half_widths[board.shown]
    lower, upper = board.ratings[model] - board.half_widths[model], board.ratings[model] + board.half_widths[model]
    better, worse = ratings - half_widths > upper, ratings + half_widths < lower
    return 1 + int(np.count_nonzero(better)), len(ratings) - int(np.count_nonzero(worse))


def _find_win_probability(board: _Board, model: int) -> float | None:
    others = np.flatnonzero(board.shown)
    others = others[others != model]
    return float(chances(board.fit.strengths, np.array(model), others).mean()) if len(others) else None


def _compare(board: _Board, one: int, other: int) -> float:
    """The chance that the one is better."""
    ahead = float(board.fit.strengths[one] - board.fit.strengths[other])
    return normal_cdf(ahead / max(board.spread.find_error(one, other), SMALLEST_ERROR))


def _count_to_flip(board: _Board, first: int, second: int) -> int | None:
    """From the one that helps the first most on, until the gap is closed: by their influence, without another fit."""
    counted = take_connected(board.comparisons, board.fit)
    pull = board.spread.inverse[first] - board.spread.inverse[second]
    influences = (pull[counted.left] - pull[counted.right]) * find_residuals(counted, board.fit)
    influences = np.sort(np.bincount(counted.ballot, influences))[::-1]
    gap = board.fit.strengths[first] - board.fit.strengths[second]
    enough = np.flatnonzero(np.cumsum(influences) >= gap)
    return int(enough[0]) + 1 if len(enough) else None
