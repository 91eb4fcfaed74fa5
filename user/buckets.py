"""Buckets that several processes share: rows, the database's clock, one statement that takes from them or does not."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from django.db import Error, connection, transaction
from django.utils.crypto import salted_hmac

from api.buckets import Buckets, Level, Want
from user.models import Bucket

logger = logging.getLogger(__name__)

# The same at every place of a statement.
CLOCKS = {
    "postgresql": "extract(epoch FROM statement_timestamp())::float8",
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
}
LATER = {"postgresql": "greatest", "sqlite": "max"}
# Whoever had to wait for a row compares it with a clock that has stopped: it may be refused too soon, never too late.
TAKE = """
    INSERT INTO {table} AS bucket (name, full_at, room) VALUES {rows}
    ON CONFLICT (name) DO UPDATE SET
        full_at = {later}(bucket.full_at, {now}) + (excluded.full_at - {now}), room = excluded.room
    WHERE {later}(bucket.full_at, {now}) + (excluded.full_at - {now}) <= {now} + excluded.room
    RETURNING name, full_at - {now}
"""
ROW = "(%s, {now} + %s, %s)"
LOOK = "SELECT name, {later}(full_at - {now}, 0.0) FROM {table} WHERE name IN ({names})"
GIVE_BACK = "UPDATE {table} SET full_at = full_at - %s WHERE name = %s"


class SharedBuckets:
    """While the database is away each process counts by itself: more pass than should, but not all."""

    def __init__(self) -> None:
        self.own = Buckets()

    def take(self, wants: Sequence[Want]) -> list[Level]:
        # Locked in one order: nobody waits in a circle.
        named = {number_of(want.name): want for want in sorted(wants, key=lambda want: number_of(want.name))}
        try:
            with _alone():
                return _take(named)
        except Error as error:
            if connection.in_atomic_block:
                raise
            logger.warning("allowances are counted by this process alone: %s", type(error).__name__)
            return self.own.take(wants)

    def give_back(self, wants: Sequence[Want]) -> None:
        """Nobody is refused because that fails."""
        named = {number_of(want.name): want for want in wants}
        try:
            with _alone():
                _give_back({name: named[name] for name in sorted(named)})
        except Error as error:
            if connection.in_atomic_block:
                raise
            logger.warning("allowances could not be given back: %s", type(error).__name__)


def number_of(name: str) -> int:
    """Equal for equal names, and nobody without our key can tell of which: no list of visitors lies there."""
    digest = salted_hmac("user.buckets", name, algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def _alone() -> AbstractContextManager[object]:
    """On SQLite in one's turn; on PostgreSQL each statement for itself, so that nobody waits longer for a row."""
    return transaction.atomic() if connection.vendor == "sqlite" else nullcontext()


def _take(named: Mapping[int, Want]) -> list[Level]:
    values = [value for name, want in named.items() for value in (name, want.seconds, want.room)]
    missing = dict(_ask(TAKE, values, rows=", ".join([ROW.format(now=_clock())] * len(named))))
    levels = [Level(want.rate, missing[name]) for name, want in named.items() if name in missing]
    if len(missing) == len(named):
        return levels
    # What the others had is there again.
    _give_back({name: want for name, want in named.items() if name in missing})
    short = {name: want for name, want in named.items() if name not in missing}
    lacking = dict(_ask(LOOK, list(short), names=", ".join(["%s"] * len(short))))
    return levels + [_refuse(want, lacking.get(name, want.room)) for name, want in short.items()]


def _refuse(want: Want, missing: float) -> Level:
    """It may have filled up since; that is not for whoever was refused."""
    level = want.look(missing)
    return Level(want.rate, missing, level.wait or want.rate.seconds)


def _give_back(named: Mapping[int, Want]) -> None:
    for name, want in named.items():
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK.format(table=Bucket._meta.db_table), [want.seconds, name])  # noqa: SLF001


def _ask(statement: str, values: Sequence[int | float], **parts: str) -> Iterator[tuple[int, float]]:
    table, later = Bucket._meta.db_table, LATER[connection.vendor]  # noqa: SLF001 -- Django's documented API
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, later=later, now=_clock(), **parts), values)
        yield from cursor.fetchall()


def _clock() -> str:
    return CLOCKS[connection.vendor]
