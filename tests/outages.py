"""A database that can be cut off from one server and given back, while the tests keep their own way to it."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.servers import Server, start_server

NAME = "outage"
# Long enough for a few tries.
OUTAGE_SECONDS = 0.7


@dataclass(frozen=True, slots=True)
class Way:
    """A link to the folder of the database, or of its socket: without it, nobody gets there."""

    link: Path

    @property
    def address(self) -> str:
        database = settings.DATABASES["default"]
        if connection.vendor == "postgresql":
            return f"postgresql://{database['USER']}@/{database['NAME']}?host={self.link}&application_name={NAME}"
        return f"sqlite:///{self.link / Path(database['NAME']).name}"

    @contextmanager
    def cut(self) -> Iterator[None]:
        folder = self.link.readlink()
        self.link.unlink()
        try:
            with CUTS[connection.vendor]():
                yield
        finally:
            self.link.symlink_to(folder)


@contextmanager
def end_sessions() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [NAME])
    yield


@contextmanager
def keep_the_lock() -> Iterator[None]:
    """Whoever is connected stays so, but writes nothing."""
    holder = sqlite3.connect(settings.DATABASES["default"]["NAME"], timeout=10, isolation_level=None)
    with closing(holder):
        holder.execute("BEGIN IMMEDIATE")
        yield


CUTS: Mapping[str, Callable[[], AbstractContextManager[None]]] = {"postgresql": end_sessions, "sqlite": keep_the_lock}


def find_folder() -> Path:
    database = settings.DATABASES["default"]
    return Path(database["HOST"]) if connection.vendor == "postgresql" else Path(database["NAME"]).parent


def comes_during_an_outage(future: Future[Any]) -> bool:
    try:
        future.result(OUTAGE_SECONDS)
    except TimeoutError:
        return False
    return True


@contextmanager
def lay_way() -> Iterator[Way]:
    way = Way(settings.ARENA_DATA / NAME)
    way.link.symlink_to(find_folder())
    yield way
    way.link.unlink()


@contextmanager
def start_server_behind(way: Way, **told: str) -> Iterator[Server]:
    with start_server(DATABASE_URL=way.address, **told) as server:
        yield server
