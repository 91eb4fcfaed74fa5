"""Votes that others have published come to what others have computed of them: from the file to the board."""

import csv
from pathlib import Path
from statistics import mean

import pytest

from leaderboard.models import Board
from tests.leaderboard.casting import run

pytestmark = pytest.mark.django_db


def read_reference(file: Path) -> dict[str, dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as lines:
        return {row["model"]: row for row in csv.DictReader(lines)}


@pytest.mark.parametrize("name", ["llmfao", "synth_pairs"])
def test_ratings_are_those_of_others_but_for_the_prior(name: str, shared: Path, tmp_path: Path) -> None:
    reference = read_reference(shared / "votes" / f"{name}.reference.csv")
    run("import_votes", shared / "votes" / f"{name}.csv", rejects=tmp_path / "bad.csv")

    run("rank", category=["overall"])

    rows = {row["model"]: row for row in Board.objects.get(category="overall", period="all_time").snapshot.rows}
    assert rows.keys() == reference.keys()
    assert {model: row["votes"] for model, row in rows.items()} == {
        model: int(row["votes"]) for model, row in reference.items()
    }
    # Which mean is 1000 is another matter.
    shifts = {model: row["rating"] - float(reference[model]["rating"]) for model, row in rows.items()}
    assert all(shift == pytest.approx(mean(shifts.values()), abs=4) for shift in shifts.values())
