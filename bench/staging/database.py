"""Where the rows of a bench go: said before Django is set up, which looks for it once."""

import argparse
import atexit
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from hybrid.postgresql import PostgreSQL

# What each session says of itself: those of the bench are none of the arena's.
NAME = "bench"

options = argparse.ArgumentParser(add_help=False)


def choose() -> str:
    chosen = options.parse_known_args()[0].database
    STARTS[chosen]()
    return chosen


def use_sqlite() -> None:
    """In ARENA_DATA, as without a word."""
    os.environ.pop("DATABASE_URL", None)


def use_postgresql() -> None:
    """A throw-away one, which ends with this process however that ends."""
    # Not $TMPDIR: the path of a socket must be short and without spaces.
    folder = tempfile.mkdtemp(prefix="arena-bench-", dir="/tmp")
    server = PostgreSQL(Path(folder), "--spare-the-disk")
    atexit.register(server.stop)
    os.environ["DATABASE_URL"] = server.address
    os.environ["PGAPPNAME"] = NAME


STARTS: Mapping[str, Callable[[], None]] = {"sqlite": use_sqlite, "postgresql": use_postgresql}
options.add_argument("--database", choices=list(STARTS), default="sqlite", help="where rows go")
