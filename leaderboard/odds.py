"""What the draw of battles gets to know of the board: how likely each two models are to meet."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from chat_session.models import DrawOdds
from leaderboard.maths.boards import OVERALL, Ranked, narrow
from leaderboard.maths.comparisons import Comparisons
from leaderboard.maths.counting import count
from leaderboard.maths.covariance import spread
from leaderboard.maths.fitting import Fit, fit
from leaderboard.maths.sampling import make_odds
from leaderboard.maths.standings import Status
from leaderboard.models import Board, Period


def are_current() -> bool:
    """They were made after what is shown. Whoever died between the two has left old ones."""
    shown = Board.objects.filter(category=OVERALL, period=Period.ALL_TIME)
    moment = shown.values_list("snapshot__created_at", flat=True).first()
    return moment is None or DrawOdds.objects.filter(updated_at__gte=moment).exists()


def publish_odds(comparisons: Comparisons, ranked: Ranked, *, offered: Collection[str]) -> None:
    """Of models that can be drawn. All take part in the fit."""
    comparisons = narrow(comparisons)
    known = {row.model for row in ranked.standings.rows if row.status is Status.ESTABLISHED}
    established = np.array([model in known for model in comparisons.models], np.bool_)
    fitted, ballots = fit(comparisons), count(comparisons).ballots
    spreading = spread(comparisons, fitted, anchor_models=established)
    chosen = np.flatnonzero([model in offered for model in comparisons.models])
    square = np.ix_(chosen, chosen)
    odds = make_odds(
        [comparisons.models[model] for model in chosen],
        Fit(fitted.strengths[chosen], fitted.connected[chosen]),
        spread=replace(spreading, by_user=spreading.by_user[square], by_ballot=spreading.by_ballot[square]),
        ballots=ballots[chosen].tolist(),
        established=established[chosen].tolist(),
    )
    DrawOdds.objects.update_or_create(pk=1, defaults={"odds": odds.to_json()})
