"""How ratings went: a board's models with their places in the snapshots of its last months."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Subquery

from leaderboard.facts import name
from leaderboard.models import Snapshot

# Counted back from the newest: a board that rests keeps its past.
LENGTH = timedelta(days=90)
# A line of more points looks the same, and each is a whole board to read.
MAX_POINTS = 30

Row = Mapping[str, Any]


def follow(category: str, period: str) -> list[dict[str, Any]]:
    """By model, in the order of the newest board; models that have left it are not told."""
    kept = Snapshot.objects.filter(category=category, period=period)
    boards = kept.filter(created_at__in=thin(find_ends_of_days(kept))).order_by("created_at", "id")
    points: dict[str, list[dict[str, Any]]] = {}
    newest: Sequence[Row] = ()
    for at, newest in boards.values_list("created_at", "rows"):
        for row in newest:
            points.setdefault(row["id"], []).append(tell_point(at, row))
    return [name(row) | {"points": points[row["id"]]} for row in newest]


def find_ends_of_days(kept: QuerySet[Snapshot]) -> list[datetime]:
    """When the last board of each day was made, the earliest first: read from an index alone."""
    newest = Subquery(kept.order_by("-created_at").values("created_at")[:1])
    moments = kept.filter(created_at__gt=newest - LENGTH).order_by("created_at").values_list("created_at", flat=True)
    return list({moment.date(): moment for moment in moments}.values())


def thin(moments: Sequence[datetime]) -> Sequence[datetime]:
    """The first and the last stay, and as many between them as there is room for, evenly."""
    if len(moments) <= MAX_POINTS:
        return moments
    step = (len(moments) - 1) / (MAX_POINTS - 1)
    return [moments[round(number * step)] for number in range(MAX_POINTS)]


def tell_point(at: datetime, row: Row) -> dict[str, Any]:
    return {"at": at, "rating": row["rating"], "lower": row["lower"], "upper": row["upper"]}
