"""How long tables are read through: row by row, as the database tells it, and without the limits that requests have."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

AT_ONCE = 20_000


def lift_limits() -> None:
    """In a transaction, and for its length alone: the connection is lent."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


@contextmanager
def unhurried() -> Iterator[None]:
    """On SQLite a transaction would keep everybody else from writing, and there are no limits."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            lift_limits()
            yield
    else:
        yield


def rows_of(values: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Of `values_list`, as they lie there: to make an object of every id would take most of the time."""
    statement, parameters = values.query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def as_stored(pk: UUID) -> Any:
    """The id of a row as `rows_of` tells it."""
    return pk if connection.vendor == "postgresql" else pk.hex
