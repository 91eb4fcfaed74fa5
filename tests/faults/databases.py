"""Databases the suite makes and breaks: copies of one that is ready, and what stands in their rows."""

import shutil
import sqlite3
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import psycopg
from django.conf import settings

from tests.faults.holding import hold

MESSAGES = "SELECT id, run_id, session_id, participant, status, error_code, reasoning, content FROM message_message"
LIVE_RUNS = "SELECT id FROM message_run WHERE ended_at IS NULL"
STILL_SPEAKING = "SELECT run_id FROM message_message WHERE status IN ('pending', 'streaming')"
OPEN_TRANSACTIONS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in %'"
# Whose server is asked to hurry has no need to be a superuser.
ROLE = "arena"


@dataclass(frozen=True, slots=True)
class Row:
    """A message; of a reply, what it says is in the order in which positions count."""

    id: UUID
    run: UUID | None
    session: UUID
    side: str
    status: str
    code: str
    text: str


class Database(Protocol):
    url: str

    def query(self, statement: str) -> Sequence[tuple[Any, ...]]: ...

    def paused(self) -> AbstractContextManager[None]:
        """In it nothing is written; on PostgreSQL nothing is read either."""

    def is_held(self) -> bool:
        """Whether somebody is in the middle of a transaction that others have to wait for."""


def read_messages(database: Database) -> list[Row]:
    rows = database.query(MESSAGES)
    return [
        Row(_uuid(key), _uuid(run) if run else None, _uuid(session), side, status, code, reasoning + content)
        for key, run, session, side, status, code, reasoning, content in rows
    ]


def read_live(database: Database) -> set[UUID]:
    """Runs that are open, and those of which a side still speaks."""
    return {_uuid(run) for statement in (LIVE_RUNS, STILL_SPEAKING) for (run,) in database.query(statement)}


def _uuid(value: object) -> UUID:
    """SQLite has no type for it."""
    return UUID(str(value))


class Sqlite:
    def __init__(self, folder: Path) -> None:
        self.path = folder / "arena.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def query(self, statement: str) -> Sequence[tuple[Any, ...]]:
        connection = sqlite3.connect(self.path)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Another program writes, and takes its time."""
        connection = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield
        finally:
            connection.close()

    def is_held(self) -> bool:
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return True
        finally:
            connection.close()
        return False


class Postgresql:
    def __init__(self, admin: str, name: str) -> None:
        self.admin = admin
        self.name = name
        self.url = _with(admin, name=name, user=ROLE)

    def query(self, statement: str) -> Sequence[tuple[Any, ...]]:
        with psycopg.connect(_with(self.admin, name=self.name), autocommit=True) as connection:
            return connection.execute(statement.encode()).fetchall()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """All of its processes."""
        ((folder,),) = self.query("SHOW data_directory")
        postmaster = (Path(folder) / "postmaster.pid").read_text().split()[0]
        with hold("pausing", postmaster):
            yield

    def is_held(self) -> bool:
        return bool(self.query(OPEN_TRANSACTIONS))

    @contextmanager
    def without_slots(self) -> Iterator[None]:
        """Nobody who is connected stays so, and nobody else gets in."""
        self.command(f"ALTER ROLE {ROLE} CONNECTION LIMIT 0")
        try:
            self.command(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{ROLE}'")
            yield
        finally:
            self.command(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")

    def command(self, *statements: str) -> None:
        with psycopg.connect(self.admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


def _with(address: str, *, name: str, user: str = "") -> str:
    parts = urlsplit(address)
    place = f"{user}@{parts.hostname or ''}" if user else parts.netloc
    return urlunsplit(parts._replace(netloc=place, path=f"/{name}"))


class Copies(ABC):
    """Of the suite's run: a database is migrated once, and copied for each stage."""

    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        self.numbers = count(1)

    @abstractmethod
    def copy(self, place: Path | None = None) -> AbstractContextManager[Database]:
        """In a folder of its own, or there."""

    def prepare(self, database: Database) -> None:
        subprocess.run(
            [sys.executable, "manage.py", "prepare", "--verbosity", "0"],
            cwd=settings.BASE_DIR,
            env={**self.environment, "DATABASE_URL": database.url},
            check=True,
            stdout=subprocess.DEVNULL,
        )


class SqliteCopies(Copies):
    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        super().__init__(folder, environment=environment)
        self.model = Sqlite(folder)
        self.prepare(self.model)

    @contextmanager
    def copy(self, place: Path | None = None) -> Iterator[Sqlite]:
        folder = place or self.folder / f"database-{next(self.numbers)}"
        folder.mkdir(exist_ok=True)
        copy = Sqlite(folder)
        shutil.copyfile(self.model.path, copy.path)
        yield copy


class PostgresqlCopies(Copies):
    def __init__(self, folder: Path, *, environment: Mapping[str, str]) -> None:
        super().__init__(folder, environment=environment)
        self.admin = environment["DATABASE_URL"]
        self.model = Postgresql(self.admin, "model")
        self.model.command(f"CREATE ROLE {ROLE} LOGIN", f"CREATE DATABASE model OWNER {ROLE}")
        self.prepare(self.model)

    @contextmanager
    def copy(self, place: Path | None = None) -> Iterator[Postgresql]:
        """What is written ahead is always kept with the others."""
        copy = Postgresql(self.admin, f"copy_{next(self.numbers)}")
        created = f"CREATE DATABASE {copy.name} TEMPLATE model OWNER {ROLE}"
        with ExitStack() as undoing:
            if place:
                self._make_tablespace(place, copy.name)
                undoing.callback(copy.command, f"DROP TABLESPACE {copy.name}")
                created += f" TABLESPACE {copy.name}"
            copy.command(created)
            undoing.callback(copy.command, f"DROP DATABASE {copy.name} WITH (FORCE)")
            yield copy

    def _make_tablespace(self, place: Path, name: str) -> None:
        ((folder,),) = self.model.query("SHOW data_directory")
        place.mkdir(exist_ok=True)
        shutil.chown(place, Path(folder).stat().st_uid, Path(folder).stat().st_gid)
        self.model.command(f"CREATE TABLESPACE {name} LOCATION '{place}'")


COPIES: Mapping[str, Callable[..., Copies]] = {
    "sqlite": SqliteCopies,
    "postgresql": PostgresqlCopies,
}
