"""All that is stored, as it lies there: read through models it would take many times as long."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model, QuerySet

from message.models import Run, Worker
from tests.message.submitting import comes_true

# A worker says every few seconds that it is there; allowances fill up again, and full ones are forgotten.
RESTLESS = {"message_worker", "user_bucket"}
REST_SECONDS = 30.0

Tables = dict[str, list[tuple[Any, ...]]]


def read_tables() -> Tables:
    """The rows of every table, in an order that does not depend on the asking."""
    return {model._meta.db_table: read_table(model) for model in apps.get_models()}


def read_table(model: type[Model]) -> list[tuple[Any, ...]]:
    key = ", ".join(str(field.column) for field in model._meta.pk_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY {key}")
        return cursor.fetchall()


def tables_with(text: str) -> set[str]:
    """Those that hold it, in whatever column."""
    return {table for table, rows in read_tables().items() if any(text in str(row) for row in rows)}


def rows_naming(words: Sequence[str]) -> dict[str, list[str]]:
    """All rows that hold one of them, in whatever column."""
    texts = {table: list(map(str, rows)) for table, rows in read_tables().items()}
    return {table: [row for row in rows if any(word in row for word in words)] for table, rows in texts.items()}


def read_at_rest() -> Tables:
    """All that stays as it is when nobody asks: no worker speaks, and none that was killed has left behind what the
    others will end."""
    assert comes_true(lambda: not _speaking().exists(), seconds=REST_SECONDS)
    return {table: rows for table, rows in read_tables().items() if table not in RESTLESS}


def find_changes(before: Tables) -> Tables:
    """Rows that have come, gone or become others since, by table."""
    after = read_at_rest()
    changed = {table: rows for table, rows in before.items() if rows != after[table]}
    return {table: [*_missing(rows, after[table]), *_missing(after[table], rows)] for table, rows in changed.items()}


def _missing(rows: list[tuple[Any, ...]], among: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [row for row in rows if row not in among]


def _speaking() -> QuerySet[Run]:
    return Run.objects.live().filter(owner__in=Worker.objects.values("pk"))
