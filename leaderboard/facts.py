"""What is published of a board beside its ratings: how much it rests on, what was left out, and what that changed."""

from collections.abc import Iterator, Mapping
from typing import Any

from leaderboard.editions import SAMPLER, Edition
from leaderboard.maths.boards import Part, Ranked, narrow, rank
from leaderboard.maths.covariance import count_effective
from leaderboard.naming import IMPORTED
from leaderboard.weighing import Pairs

Facts = dict[str, Any]


def tell_facts(edition: Edition, part: Part, *, pairs: Pairs, ranked: Ranked, before: Mapping[str, Any]) -> Facts:
    """`before` are those of the snapshot that is shown now, if there is one."""
    standings = ranked.standings
    return {
        "models": len(ranked.shown),
        "ballots": standings.ballots,
        "users": standings.users,
        "effective_users": standings.effective_users,
        "effective_users_unweighted": count_effective(pairs.unweighed),
        "excluded": edition.poll.excluded.count(part),
        "ballots_to_flip": standings.ballots_to_flip,
        "sampler": SAMPLER,
        "hidden": [name(edition.models[row.model]) | {"votes": row.ballots} for row in ranked.hidden],
        "unconnected": [edition.models[model]["name"] for model in standings.unconnected],
        "retired": list(_find_retired(edition, ranked, before)),
        "if_all_counted": _compare(edition, part, ranked=ranked),
        "self_check": None,
    }


def name(model: Mapping[str, Any]) -> dict[str, Any]:
    return {column: model[column] for column in ("id", "name", "model")}


def is_retired(model: Mapping[str, Any]) -> bool:
    """What came with files was never offered."""
    return not model["is_active"] and model["provider"] != IMPORTED


def _find_retired(edition: Edition, ranked: Ranked, before: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Since the day of the first snapshot that says so."""
    known = {entry["id"]: entry["since"] for entry in before.get("retired", ())}
    for row in ranked.standings.rows:
        model = edition.models[row.model]
        if is_retired(model):
            yield name(model) | {"since": known.get(model["id"], edition.at.date().isoformat())}


def _compare(edition: Edition, part: Part, *, ranked: Ranked) -> dict[str, Any] | None:
    """Both ways: with what is left out, and as it is shown."""
    everything = edition.poll.everything.take(part).comparisons
    if len(everything) == len(edition.poll.counted.take(part).comparisons) or not ranked.shown:
        return None
    rows = rank(narrow(everything), part.category).standings.rows
    others = {row.model: row.rating for row in rows}
    return {
        "ballots": sum(edition.poll.excluded.count(part).values()),
        "first_place_holds": rows[0].model == ranked.shown[0].model,
        "largest_shift": max(abs(others.get(row.model, row.rating) - row.rating) for row in ranked.shown),
    }
