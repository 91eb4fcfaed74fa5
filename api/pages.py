"""How a long list is told: by keyset, so that a page costs the same wherever it lies."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Model, Q
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

DEFAULT_LIMIT = 100
MAX_LIMIT = 500


# More is no number that anybody means.
MAX_DIGITS = 18
# For the schema. Who asks for more rows than there are on a page gets a page.
LIMIT: dict[str, Any] = {
    "type": "integer",
    "minimum": 1,
    "maximum": 10**MAX_DIGITS - 1,
    "default": DEFAULT_LIMIT,
    "description": f"At most {MAX_LIMIT} are told at once.",
}
CURSOR = 'Where the page before ended; take it from the Link header, rel="next".'
# Where it is not the view's own list.
PARAMETERS: list[Any] = [OpenApiParameter("limit", LIMIT), OpenApiParameter("cursor", str, description=CURSOR)]


def read_limit(request: Request, default: int = DEFAULT_LIMIT) -> int:
    text = request.query_params.get("limit", str(default))
    if not text.isascii() or not text.isdigit() or len(text) > MAX_DIGITS or int(text) < 1:
        raise ValidationError({"limit": ["A whole number of at least 1."]})
    return min(int(text), MAX_LIMIT)


class Keyset(BasePagination):
    """Pages of a view's queryset along its `order`: columns of one direction, the last of them unique."""

    next_link: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        limit = read_limit(request)
        cursor = request.query_params.get("cursor")
        if cursor is not None:
            queryset = queryset.filter(beyond(queryset.model, view.order, after=decode(cursor)))
        rows = list(queryset.order_by(*view.order)[: limit + 1])
        if len(rows) > limit:
            position = encode(rows[limit - 1], view.order)
            self.next_link = replace_query_param(request.build_absolute_uri(), "cursor", position)
        return rows[:limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response(data, headers={"Link": f'<{self.next_link}>; rel="next"'} if self.next_link else None)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return schema

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": "limit", "in": "query", "schema": LIMIT},
            {"name": "cursor", "in": "query", "schema": {"type": "string"}, "description": CURSOR},
        ]


def encode(row: Model, order: Sequence[str]) -> str:
    return write([str(getattr(row, column.lstrip("-"))) for column in order])


def write(values: Sequence[str]) -> str:
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def decode(cursor: str) -> list[str]:
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise _foreign_cursor() from error
    if not isinstance(values, list) or not all(isinstance(value, str) and "\0" not in value for value in values):
        raise _foreign_cursor()
    return values


def beyond(model: type[Model], order: Sequence[str], *, after: Sequence[str]) -> Q:
    """Rows behind a position. The first column is bounded alone as well, or no index could be used."""
    if len(after) != len(order):
        raise _foreign_cursor()
    behind = "lt" if order[0].startswith("-") else "gt"
    columns = [column.lstrip("-") for column in order]
    values = [_typed(model, column, text=text) for column, text in zip(columns, after, strict=True)]
    rest, same = Q(), Q()
    for column, value in zip(columns, values, strict=True):
        rest |= same & Q(**{f"{column}__{behind}": value})
        same &= Q(**{column: value})
    return Q(**{f"{columns[0]}__{behind}e": values[0]}) & rest


def _typed(model: type[Model], column: str, *, text: str) -> Any:
    field: Any = model._meta.get_field(column)  # noqa: SLF001 -- Django's documented API
    try:
        value = field.to_python(text)
        return value.astimezone(UTC) if isinstance(value, datetime) else value
    except (InvalidValue, OverflowError) as error:
        raise _foreign_cursor() from error


def _foreign_cursor() -> ValidationError:
    return ValidationError({"cursor": ["This cursor was not made here."]})
