"""What a server refuses to start with, and what it says then."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from arena_backend.starting import settle
from tests.servers import find_free_port

COMMANDS = {
    "asgi": ["uvicorn", "arena_backend.asgi:application", "--port"],
    "wsgi": ["gunicorn", "arena_backend.wsgi:application", "--no-control-socket", "--bind"],
    "manage": ["manage.py", "check", "--tag"],
}


def start(kind: str, **changes: str | None) -> str:
    """What it prints on its way to a failure."""
    environment = {name: value for name, value in (os.environ | changes).items() if value is not None}
    last = {"asgi": str(find_free_port()), "wsgi": f"127.0.0.1:{find_free_port()}", "manage": "models"}[kind]
    command = [sys.executable, *(["-m"] if kind != "manage" else []), *COMMANDS[kind], last]
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, timeout=30, check=False
    )
    assert ended.returncode != 0
    return ended.stdout + ended.stderr


def test_no_secret_key(tmp_path: Path) -> None:
    said = start("manage", SECRET_KEY=None, ARENA_DATA=str(tmp_path))

    assert "SECRET_KEY is not set" in said
    assert "script/setup" in said


def test_a_secret_key_left_by_setup_is_enough(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("x" * 50)

    said = start("asgi", SECRET_KEY=None, ARENA_DATA=str(tmp_path), DATABASE_URL=f"sqlite:///{tmp_path}/none.sqlite3")

    assert "SECRET_KEY" not in said
    assert "lacks" in said


@pytest.mark.parametrize(
    ("kind", "variable", "value"),
    [
        ("manage", "DEBUG", "maybe"),
        ("manage", "CONTAINER_TYPE", "cgi"),
        ("manage", "ARENA_PUBLIC_URL", "arena.example"),
        ("manage", "DATABASE_URL", "mysql://x/y"),
        ("manage", "ARENA_TICK_SECONDS", "soon"),
        ("asgi", "ARENA_TENANTS", "sessions"),
        ("asgi", "ARENA_CATALOG", "/nowhere/at/all.toml"),
    ],
)
def test_nonsense_in_a_setting(kind: str, variable: str, value: str) -> None:
    assert variable in start(kind, **{variable: value})


@pytest.mark.parametrize(("kind", "container"), [("asgi", "wsgi"), ("wsgi", "asgi")])
def test_the_other_container(kind: str, container: str) -> None:
    said = start(kind, CONTAINER_TYPE=container)

    assert f"set it to {kind}" in said


@pytest.mark.parametrize("kind", ["asgi", "wsgi"])
@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("postgresql://nobody@127.0.0.1:1/nowhere", "Check DATABASE_URL"),
        ("sqlite:////nowhere/at/all.sqlite3", "Check DATABASE_URL"),
        ("sqlite:///{tmp}/empty.sqlite3", "manage.py prepare"),
    ],
)
def test_a_database_that_is_not_there(kind: str, address: str, advice: str, tmp_path: Path) -> None:
    said = start(kind, CONTAINER_TYPE=kind, DATABASE_URL=address.format(tmp=tmp_path))

    assert advice in said


def test_what_has_been_loaded_is_not_looked_through_again() -> None:
    try:
        settle()
        looked_through = len(gc.get_objects())
        frozen = gc.get_freeze_count()
    finally:
        gc.unfreeze()

    assert frozen > 100 * looked_through
