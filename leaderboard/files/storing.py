"""How millions of imported pairs become rows: past the objects that a request would make of them."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from feedback.models import Reason
from leaderboard.files.layouts import Row
from leaderboard.files.values import fit_label
from leaderboard.models import ImportedPair
from leaderboard.naming import Registry

AT_ONCE = 20_000
REASONS = frozenset(Reason.values)
COLUMNS = (
    "source_id",
    "left_id",
    "right_id",
    "outcome",
    "user_label",
    "battle_label",
    "moment",
    "weight",
    "reason",
    "categories",
)
TABLE = ImportedPair._meta.db_table  # noqa: SLF001 -- Django's documented API

Values = tuple[Any, ...]


def store(source: int, rows: Iterable[Row], registry: Registry) -> int:
    """In a transaction. How many there were."""
    values = (each for row in rows for each in _tell(source, row, registry))
    count = 0
    while batch := list(islice(values, AT_ONCE)):
        _write(batch)
        count += len(batch)
    return count


def _tell(source: int, row: Row, registry: Registry) -> Iterator[Values]:
    """Once for each vote that the line stands for; they are no one battle."""
    left, right = registry.find(row.left), registry.find(row.right)
    for number in range(row.count):
        battle = fit_label(f"{row.battle} {number + 1}") if row.battle and row.count > 1 else row.battle
        rest = (row.moment, row.weight, row.reason if row.reason in REASONS else "", row.categories)
        yield (source, left, right, int(row.outcome), row.user, battle, *rest)


def _write(batch: list[Values]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for values in batch:
                    copy.write_row(values)
            return
        marks = ", ".join(["%s"] * len(COLUMNS))
        cursor.executemany(f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) VALUES ({marks})", batch)  # noqa: S608 -- ours
