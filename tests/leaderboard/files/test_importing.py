"""What happens when several take in, or take out, votes of files at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

from django.core.management import CommandError
from django.db import connection

from leaderboard.models import Import, ImportedPair
from tests.leaderboard.casting import run, write_file

ROWS = 3_000


def test_two_who_import_the_same_at_once_import_it_once(database: None, tmp_path: Path) -> None:
    names = (f"one {uuid4()}", f"other {uuid4()}")
    file = write_file(tmp_path / "votes.csv", [(*names, "tie")] * ROWS)
    start = Barrier(2)

    def take_in(_: int) -> str:
        start.wait(10)
        try:
            return run("import_votes", file)
        except CommandError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        taken, refused = sorted(pool.map(take_in, range(2)), key=lambda told: "it is here already" in told)

    count = ImportedPair.objects.filter(left__model_code=names[0]).count()
    run("import_votes", forget=Import.objects.latest("pk").pk)
    assert f"{ROWS} votes imported" in taken
    assert "it is here already" in refused
    assert count == ROWS
