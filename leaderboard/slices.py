"""How a board is told in pages: the next one is of the same snapshot, whatever has been ranked meanwhile."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from api.pages import decode, read_limit
from leaderboard.models import Snapshot


class Slice:
    """Which rows of which snapshot are asked for. Raises ValidationError."""

    def __init__(self, request: Request) -> None:
        self.request, self.limit = request, read_limit(request)
        self.snapshot: UUID | None = None
        self.first = 0
        if (cursor := request.query_params.get("cursor")) is not None:
            self.snapshot, self.first = _read(cursor)

    def find(self, current: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
        return Snapshot.objects.filter(pk=self.snapshot) if self.snapshot else current

    def answer(self, snapshot: UUID, rows: Sequence[Any], *, tell: Callable[[Any], Any]) -> Response:
        """`tell` makes of rows what is sent."""
        last = self.first + self.limit
        link = self._link(snapshot, last) if last < len(rows) else None
        return Response(tell(rows[self.first : last]), headers={"Link": f'<{link}>; rel="next"'} if link else None)

    def _link(self, snapshot: UUID, first: int) -> str:
        cursor = urlsafe_b64encode(orjson.dumps([str(snapshot), str(first)])).decode().rstrip("=")
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)


def _read(cursor: str) -> tuple[UUID, int]:
    try:
        snapshot, place = decode(cursor)
        found, first = UUID(snapshot), int(place)
    except ValueError as error:
        raise _foreign() from error
    if first < 0:
        raise _foreign()
    return found, first


def _foreign() -> ValidationError:
    return ValidationError({"cursor": ["This cursor was not made here."]})
