"""How rows of two kinds are told as one list: a page of each, and of those the newest."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from api.pages import Keyset, beyond, decode, encode, read_limit

ORDER = ("-created_at", "-id")


class Together(Keyset):
    """Of several querysets. A page costs what one page of each of them does."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = read_limit(request)
        cursor = request.query_params.get("cursor")
        after = None if cursor is None else decode(cursor)
        rows = sorted(self._read(queryset, after, limit=limit + 1), key=_place, reverse=True)
        if len(rows) > limit:
            position = encode(rows[limit - 1], ORDER)
            self.next_link = replace_query_param(request.build_absolute_uri(), "cursor", position)
        return rows[:limit]

    def _read(self, lists: Sequence[QuerySet[Any]], after: Sequence[str] | None, *, limit: int) -> list[Any]:
        rows: list[Any] = []
        for each in lists:
            behind = each if after is None else each.filter(beyond(each.model, ORDER, after=after))
            rows += behind.order_by(*ORDER)[:limit]
        return rows


def _place(row: Any) -> tuple[Any, ...]:
    return row.created_at, row.pk
