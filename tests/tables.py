"""All that is stored, as it lies there: read through models it would take many times as long."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model


def read_tables() -> dict[str, list[tuple[Any, ...]]]:
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
