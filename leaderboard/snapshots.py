"""How a board becomes a snapshot, where something has changed; and which one is shown from then on."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction

from leaderboard.describing import COLUMNS
from leaderboard.editions import Edition
from leaderboard.facts import is_retired, name, tell_facts
from leaderboard.maths.boards import OVERALL, Ranked, narrow, rank
from leaderboard.maths.pairs import fold
from leaderboard.maths.standings import Standing
from leaderboard.models import Board, Period, Snapshot

# Ratings are told to have changed since then.
BEFORE = timedelta(days=1)


def renew(edition: Edition, category: str, period: Period, *, check: Mapping[str, Any] | None = None) -> Ranked | None:
    """The board, if it is news. One that was checked always is."""
    part = edition.part(category, period)
    pairs = edition.poll.counted.take(part)
    comparisons = narrow(pairs.comparisons)
    digest, current = comparisons.digest(), _find_current(category, period)
    if check is None and (_is_same(current, digest, edition) if current else not len(comparisons)):
        return None
    ranked = rank(comparisons, category)
    if current is None and category != OVERALL and not ranked.shown:
        # There never was one, and there is none now.
        return None
    facts = tell_facts(edition, part, pairs=pairs, ranked=ranked, before=current.facts if current else {})
    _publish(
        Snapshot(
            category=category,
            period=period,
            created_at=edition.at,
            input_hash=digest,
            method=edition.method,
            last_ballot=edition.last_ballot,
            last_import=edition.last_import,
            facts=facts | {"self_check": check},
            rows=list(_tell_rows(edition, ranked, _find_earlier(edition, category, period))),
            pairs=fold(ranked.pairs, edition.models),
        )
    )
    return ranked


@transaction.atomic
def _publish(snapshot: Snapshot) -> None:
    snapshot.save(force_insert=True)
    Board.objects.update_or_create(category=snapshot.category, period=snapshot.period, defaults={"snapshot": snapshot})


def _find_current(category: str, period: Period) -> Snapshot | None:
    board = Board.objects.select_related("snapshot").filter(category=category, period=period).first()
    return board.snapshot if board else None


def _is_same(current: Snapshot, digest: str, edition: Edition) -> bool:
    """The same votes, counted in the same way, on models of which the same is told."""
    return (
        current.input_hash == digest
        and current.method == edition.method
        and _is_told(current, {model["id"]: model for model in edition.models.values()})
    )


def _is_told(current: Snapshot, models: Mapping[str, Mapping[str, Any]]) -> bool:
    """The hidden are told in facts, and so are those that are offered no more."""
    hidden, retired = current.facts["hidden"], {entry["id"] for entry in current.facts["retired"]}
    return (
        all(models.get(row["id"]) == {column: row[column] for column in COLUMNS} for row in current.rows)
        and all((model := models.get(entry["id"])) and name(model) == name(entry) for entry in hidden)
        and all(is_retired(models[row["id"]]) == (row["id"] in retired) for row in (*current.rows, *hidden))
    )


def _find_earlier(edition: Edition, category: str, period: Period) -> dict[str, float]:
    """What ratings were, by id."""
    older = Snapshot.objects.filter(category=category, period=period, created_at__lte=edition.at - BEFORE)
    rows = older.order_by("-created_at").values_list("rows", flat=True).first()
    return {row["id"]: row["rating"] for row in rows or ()}


def _tell_rows(edition: Edition, ranked: Ranked, earlier: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    for row in ranked.shown:
        model = edition.models[row.model]
        yield {**model, **_tell(row), "rating_change": row.rating - earlier.get(model["id"], row.rating)}


def _tell(row: Standing) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "rank_worst": row.rank_worst,
        "rating": row.rating,
        "lower": row.lower,
        "upper": row.upper,
        "ci": row.half_width,
        "votes": row.ballots,
        "wins": row.wins,
        "losses": row.losses,
        "ties": row.ties,
        "status": row.status,
        "users": row.users,
        "win_rate": row.win_probability,
        "better_than_next": row.better_than_next,
        "rating_without_ties": row.rating_without_ties,
    }
