"""Which database the tests stand on: a pytest plugin, as Django reads its settings before any conftest."""

import os
import shutil
import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest

from hybrid.postgresql import PostgreSQL

# What a developer's shell may hold and no test may depend on.
OPERATORS = ("ARENA_", "ALLOWED_HOSTS", "CONTAINER_TYPE", "DATABASE_URL", "DEBUG", "SECRET_KEY")
# What is for the tests themselves.
TESTERS = ("ARENA_PICTURES",)

TESTS = Path(__file__).parent
# Rooms and modules that know no rows: whatever the database, they do the same. Once is enough, and that is on SQLite.
WITHOUT_ROWS = (
    "ai_model/library",
    "ai_model/providers",
    "feedback/test_aliases.py",
    "feedback/test_categories.py",
    "feedback/test_folding.py",
    "feedback/test_harmless.py",
    "feedback/test_identities.py",
    "feedback/test_identity_english.py",
    "feedback/test_identity_phrases.py",
    "feedback/test_identity_questions.py",
    "feedback/test_languages.py",
    "feedback/test_topics.py",
    "leaderboard/maths",
    "message/wire",
    "simulator",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="where rows go")
    parser.addoption(
        "--hybrid", choices=("behind-nginx", "otherwise"), help="what holds behind nginx, or only what does not"
    )


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    data = make_folder(early_config)
    for name in [name for name in os.environ if name.startswith(OPERATORS) and name not in TESTERS]:
        del os.environ[name]
    os.environ["ARENA_DATA"] = str(data)
    os.environ["ARENA_TICK_SECONDS"] = "0"
    os.environ["SECRET_KEY"] = "a-throw-away-key-of-more-than-fifty-letters-0123456789"
    os.environ["DATABASE_URL"] = f"sqlite:///{data}/arena.sqlite3"
    if early_config.known_args_namespace.database == "postgresql":
        os.environ["DATABASE_URL"] = start_postgresql(early_config)
    yield


def pytest_report_header(config: pytest.Config) -> str:
    left_out = f"; left out, as they know no rows: {', '.join(WITHOUT_ROWS)}" if is_on_postgresql(config) else ""
    return f"database: {config.option.database}{left_out}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return True if is_on_postgresql(config) and knows_no_rows(collection_path) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if knows_no_rows(item.path) and "django_db_setup" in getattr(item, "fixturenames", ()):
            raise pytest.UsageError(f"{item.nodeid} wants a database, so its room is not one of WITHOUT_ROWS.")


def is_on_postgresql(config: pytest.Config) -> bool:
    return bool(config.option.database == "postgresql")


def knows_no_rows(path: Path) -> bool:
    return any(path.is_relative_to(TESTS / room) for room in WITHOUT_ROWS)


def make_folder(config: pytest.Config, *, parent: str | None = None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="arena-tests-", dir=parent))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def start_postgresql(config: pytest.Config) -> str:
    # Not $TMPDIR: the path of a socket must be short and without spaces.
    folder = make_folder(config, parent="/tmp")
    server = PostgreSQL(folder, "--spare-the-disk")
    config.add_cleanup(server.stop)
    if not server.address:
        raise pytest.UsageError("PostgreSQL did not start; it says why above.")
    return server.address
