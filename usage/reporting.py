"""How charges are told: added up by day, model and key; those of blind battles not at all."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum, UUIDField, Value
from django.db.models.functions import Coalesce, TruncDate

from usage.models import Charge
from user.models import User

NO_KEY = UUID(int=0)
TOKENS = ("input_tokens", "cached_tokens", "output_tokens", "reasoning_tokens")
# What a row of one's own is told by.
PLACE = ("model__name", "program", "key__name")
USD_DIGITS = 12
COLUMNS = ("day", "user", "key", "model", "calls", "estimated_calls", *TOKENS, "cost")


def between(charges: QuerySet[Charge], since: date, until: date) -> QuerySet[Charge]:
    """Both days among them, in UTC."""
    return charges.filter(opened_at__gte=_begin(since), opened_at__lt=_begin(until + timedelta(days=1)))


def _begin(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), UTC)


# What is told of some charges together.
SUMS: Mapping[str, Any] = {
    "calls": Count("pk"),
    "estimated_calls": Count("pk", filter=Q(is_estimated=True)),
    **{f"sum_{name}": Sum(name) for name in (*TOKENS, "cost")},
}


def add_up(charges: QuerySet[Charge], *by: str) -> Any:
    """By day, and by whatever else tells them apart."""
    program = Coalesce("key", Value(NO_KEY), output_field=UUIDField())
    days = charges.annotate(day=TruncDate("opened_at", tzinfo=UTC), program=program)
    return days.values("day", *by).annotate(**SUMS)


def page(user: User, since: date, until: date, *, after: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """So many rows of one's own behind a place."""
    rows = add_up(between(Charge.objects.of(user).told(), since, until), *PLACE)
    if after:
        day, model, program = date.fromisoformat(after[0]), after[1], UUID(after[2])
        rows = rows.filter(
            Q(day__lt=day) | Q(day=day, model__name__gt=model) | Q(day=day, model__name=model, program__gt=program)
        )
    return [tell(row) for row in rows.order_by("-day", "model__name", "program")[:limit]]


def place_of(row: Mapping[str, Any]) -> list[str]:
    return [row["day"].isoformat(), row["model"], row["key"]["id"] if row["key"] else str(NO_KEY)]


def tell(row: Mapping[str, Any]) -> dict[str, Any]:
    has_key = row["program"] != NO_KEY
    key = {"id": str(row["program"]), "name": row["key__name"]} if has_key else None
    return {"day": row["day"], "model": row["model__name"], "key": key, **_tell_sums(row)}


def _tell_sums(row: Mapping[str, Any]) -> dict[str, Any]:
    cost = row["sum_cost"]
    return {
        "calls": row["calls"],
        "estimated_calls": row["estimated_calls"],
        **{name: row[f"sum_{name}"] for name in TOKENS},
        # Of the calls whose price is known. One database adds as a float.
        "cost": None if cost is None else round(float(cost), USD_DIGITS),
    }


def everybodys(since: date, until: date) -> Iterator[dict[str, Any]]:
    """For the operator's books: by whom too. What is not revealed yet is one row a day."""
    told = add_up(between(Charge.objects.told(), since, until), "user", "model__name", "program")
    for row in told.order_by("-day", "user", "model__name", "program").iterator():
        program = "" if row["program"] == NO_KEY else row["program"]
        who = {"user": row["user"] or "", "key": program, "model": row["model__name"]}
        yield {"day": row["day"], **who, **_tell_sums(row)}
    for row in add_up(between(Charge.objects.hidden(), since, until)).order_by("-day"):
        yield {"day": row["day"], "user": "", "key": "", "model": "hidden", **_tell_sums(row)}


def everything_of(user: User) -> list[dict[str, Any]]:
    """For the person's own archive: each call by itself."""
    columns = ("opened_at", "model__name", "key__name", *TOKENS, "cost", "is_estimated", "outcome")
    return list(Charge.objects.of(user).told().order_by("opened_at").values(*columns))
