"""manage.py prepare"""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from arena_backend.management.commands.prepare import lift_time_limits


def prepare(data: Path) -> str:
    """In a process and a database of its own: the catalog would be everybody's."""
    return subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{data}/arena.sqlite3"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def time_limit(name: str) -> str:
    """Of a statement, or between two of them; SQLite knows none."""
    if connection.vendor == "sqlite":
        return "0"
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return str(cursor.fetchone()[0])


def test_a_long_migration_has_its_time(database: None) -> None:
    lift_time_limits()

    assert [time_limit(name) for name in ("statement_timeout", "idle_in_transaction_session_timeout")] == ["0", "0"]


def test_what_is_prepared_needs_no_more(tmp_path: Path) -> None:
    first, second = prepare(tmp_path), prepare(tmp_path)

    assert "+ model demo/swift" in first
    assert "nothing to change" in second
