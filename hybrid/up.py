"""The stack with all it stands on, for as long as somebody is inside."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hybrid import surroundings
from hybrid.composition import read_names
from hybrid.postgresql import PostgreSQL
from hybrid.processes import Failed, Say
from hybrid.stack import COMPOSE, Stack


@contextmanager
def stack_up(told: Mapping[str, str], *, say: Say) -> Iterator[Stack]:
    """What is told counts as if it were in the environment."""
    environment = {**surroundings.make_environment(), **told}
    surroundings.check_tools(environment)
    with make_folder() as folder:
        variables = surroundings.make_variables(folder, read_names(COMPOSE), environment)
        with database_up(folder, environment) as address:
            stack = Stack(folder, {**variables, "DATABASE_URL": address}, environment=environment, say=say)
            try:
                stack.start()
                yield stack
            finally:
                stack.stop()


@contextmanager
def make_folder() -> Iterator[Path]:
    remove_folders_of_the_dead()
    # Not $TMPDIR: the path of a socket must be short.
    folder = Path(tempfile.mkdtemp(prefix=f"arena-hybrid-{os.getpid()}-", dir="/tmp"))
    # Started by root, nginx reads it as somebody else.
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_folders_of_the_dead() -> None:
    """Of those that were killed: nobody was left to do it."""
    for folder in Path("/tmp").glob("arena-hybrid-*-*"):
        owner = folder.name.split("-")[2]
        if owner.isdecimal() and not is_alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def database_up(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The operator's, or one that is thrown away."""
    if environment.get("DATABASE_URL") or environment.get("DATABASE_URL_FILE"):
        yield environment.get("DATABASE_URL", "")
        return
    server = PostgreSQL(folder / "postgresql")
    try:
        if not server.address:
            raise Failed("PostgreSQL did not start; it says why above.")
        yield server.address
    finally:
        server.stop()
