"""What one has used, and for staff what everybody has."""

import csv
from datetime import date
from io import StringIO
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from api.pages import PARAMETERS, decode, read_limit, write
from api.views import AnyForm, View
from usage import reporting
from usage.serializers import SpanSerializer, UsageSerializer
from user.credentials import who

# Adding up a year of everybody takes its time.
BOOKS_SECONDS = 60
MOST_ROWS = 200_000
# A program may make a hundred thousand calls a day.
ROWS_SECONDS = 10


def read_span(request: Request) -> dict[str, Any]:
    form = SpanSerializer(data={name: text for name, text in request.query_params.items() if text})
    form.is_valid(raise_exception=True)
    return form.validated_data


class Usage(View):
    slow = {"GET": ROWS_SECONDS}

    @extend_schema(
        operation_id="list_usage", parameters=[SpanSerializer, *PARAMETERS], responses=UsageSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """What I have used, by day, model and key, newest day first. Blind battles come with their reveal."""
        limit, span = read_limit(request), read_span(request)
        rows = reporting.page(who(request), **span, after=read_place(request), limit=limit + 1)
        headers = {}
        if len(rows) > limit:
            rows = rows[:limit]
            link = replace_query_param(request.build_absolute_uri(), "cursor", write(reporting.place_of(rows[-1])))
            headers["Link"] = f'<{link}>; rel="next"'
        return Response(UsageSerializer(rows, many=True).data, headers=headers)


def read_place(request: Request) -> list[str]:
    """Where the page before ended."""
    if not (cursor := request.query_params.get("cursor")):
        return []
    try:
        day, model, program = decode(cursor)
        return [date.fromisoformat(day).isoformat(), model, str(UUID(program))]
    except ValueError as error:
        raise ValidationError({"cursor": ["This cursor was not made here."]}) from error


class Books(View):
    permission_classes = [IsAdminUser]
    content_negotiation_class = AnyForm
    slow = {"GET": BOOKS_SECONDS}

    @extend_schema(
        operation_id="export_usage", parameters=[SpanSerializer], responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request) -> HttpResponse:
        """For staff: what everybody has used, by day, person, key and model, as CSV."""
        span = read_span(request)
        rows = list(islice(reporting.everybodys(**span), MOST_ROWS + 1))
        if len(rows) > MOST_ROWS:
            raise ValidationError({"since": [f"These are more than {MOST_ROWS} rows: ask for fewer days."]})
        text = StringIO()
        table = csv.DictWriter(text, reporting.COLUMNS)
        table.writeheader()
        table.writerows(rows)
        name = f"usage-{span['since']}-{span['until']}.csv"
        answer = HttpResponse(text.getvalue(), "text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
