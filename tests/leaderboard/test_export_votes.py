"""What is given away of votes, and that a board can be made of it elsewhere."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from ai_model.models import AIModel
from feedback.models import Reason, Vote, Voter
from leaderboard.models import Board
from tests.leaderboard.casting import Cast, cast_all, make_models, make_people, run, write_file
from user.models import User

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 5, 4, 13, 14, 15, tzinfo=UTC)


@pytest.fixture
def people() -> list[User]:
    return make_people(2)


@pytest.fixture
def models() -> list[AIModel]:
    return make_models(3)


def export(folder: Path, *options: str) -> list[dict[str, str]]:
    file = folder / "votes.csv"
    run("export_votes", file, *options)
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def among(rows: Sequence[dict[str, Any]], models: list[AIModel]) -> list[dict[str, Any]]:
    names = {model.name for model in models}
    return [row for row in rows if row["left"] in names]


def test_a_ballot_is_a_line_for_each_pair(people: list[User], models: list[AIModel], tmp_path: Path) -> None:
    columns = {"categories": ["english", "coding"]}
    (vote,) = cast_all([Cast(people[0], models, ranks=(2, 1, 2), at=MOMENT, columns=columns)])

    rows = among(export(tmp_path), models)

    assert [(row["left"], row["right"], row["winner"]) for row in rows] == [
        (models[0].name, models[1].name, "b"),
        (models[1].name, models[2].name, "a"),
    ]
    assert len({(row["user"], row["battle"]) for row in rows}) == 1
    first = rows[0]
    assert (first["timestamp"], first["weight"], first["k"], first["kind"]) == ("2026-05-04", repr(2 / 3), "3", "best")
    assert (first["left_sha256"], first["reason"], first["categories"]) == ("0" * 64, "fair", "coding english")
    assert vote.slots.count() == 3


def test_of_people_nothing_is_told(people: list[User], models: list[AIModel], tmp_path: Path) -> None:
    secret = {"network": "f00dcafe", "device": "babe", "prompt": "b" * 32}
    votes = cast_all([Cast(people[0], models[:2], at=MOMENT, columns=secret)])
    file = tmp_path / "votes"

    for form in ("csv", "jsonl"):
        run("export_votes", file, "--all", form=form)
        told = file.read_text(encoding="utf-8")
        ids = [votes[0].pk, people[0].pk, Voter.objects.get(user=people[0]).pk, votes[0].session_id, votes[0].turn_id]
        needles = [text for pk in ids for text in (str(pk), pk.hex)] + [*secret.values(), "13:14", str(people[0].email)]
        assert [needle for needle in needles if needle in told] == []


def test_numbers_of_people_mean_nothing_in_another_file(
    people: list[User], models: list[AIModel], tmp_path: Path
) -> None:
    cast_all([Cast(person, models[:2]) for person in people for _ in range(2)])

    files = [[row["user"] for row in among(export(tmp_path), models)] for _ in range(2)]

    assert [len(set(users)) for users in files] == [2, 2]
    assert set(files[0]).isdisjoint(files[1])


def test_who_casts_many_weighs_as_on_the_board(people: list[User], models: list[AIModel], tmp_path: Path) -> None:
    cast_all(Cast(people[0], models[:2]) for _ in range(70))

    weights = {row["weight"] for row in among(export(tmp_path), models)}

    assert weights == {repr(50 / 70)}


def test_what_does_not_count_is_told_on_request_with_its_reason(
    people: list[User], models: list[AIModel], tmp_path: Path
) -> None:
    cast_all([Cast(people[0], models[:2]), Cast(people[1], models[:2], reason=Reason.STAFF)])

    by_default, everything = among(export(tmp_path), models), among(export(tmp_path, "--all"), models)

    assert [row["reason"] for row in by_default] == ["fair"]
    assert sorted((row["reason"], row["weight"]) for row in everything) == [("fair", "1.0"), ("staff", "0.0")]


def test_as_json_a_ballot_is_an_object(people: list[User], models: list[AIModel], tmp_path: Path) -> None:
    columns = {"probability": 0.125, "categories": ["coding"]}
    cast_all([Cast(people[0], models, ranks=(2, 1, 3), kind="ranking", at=MOMENT, columns=columns)])
    file = tmp_path / "votes.jsonl"

    run("export_votes", file, form="jsonl")

    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    (ballot,) = [each for each in told if each["models"][0] == models[0].name]
    assert ballot.pop("user") != ballot.pop("battle")
    assert ballot == {
        "models": [model.name for model in models],
        "ranks": [2, 1, 3],
        "kind": "ranking",
        "sides": ["a", "b", "c"],
        "sha256": ["0" * 64] * 3,
        "probability": 0.125,
        "counts": True,
        "reason": "fair",
        "weight": 2 / 3,
        "day": "2026-05-04",
        "categories": ["coding"],
    }


def test_imported_votes_are_among_them(tmp_path: Path) -> None:
    names = f"one {uuid4()}", f"other, {uuid4()}"
    rows = [(*names, "both_bad", "ann", "7", "2026-05-04T10:00:00Z", 0.25), (*names, "a", "", "", "", 1)]
    header = "left,right,winner,user,battle,timestamp,weight"
    run("import_votes", write_file(tmp_path / "in.csv", rows, header=header))

    told = [row for row in export(tmp_path) if row["left"] == names[0]]

    assert [(row["right"], row["winner"], row["timestamp"], row["weight"]) for row in told] == [
        (names[1], "both_bad", "2026-05-04", "0.25"),
        (names[1], "a", "", "1.0"),
    ]
    assert "ann" not in {row["user"] for row in told}
    assert [bool(row["user"]) for row in told] == [True, False]


def test_without_a_file_it_is_said_aloud(people: list[User], models: list[AIModel]) -> None:
    cast_all([Cast(people[0], models[:2])])

    told = run("export_votes")

    assert told.startswith("left,right,winner,user,battle,timestamp,weight,")
    assert models[0].name in told


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_who_has_heard_enough_is_not_told_of_an_error(form: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as closed:
        command = [sys.executable, "-c", SAY, form]
        ended = subprocess.run(
            command, cwd=settings.BASE_DIR, stdout=closed, stderr=subprocess.PIPE, text=True, check=False
        )

    assert (ended.returncode, ended.stderr) == (0, "")


# Of one vote, in a database of its own.
SAY = """
import sys, tempfile, os
folder = tempfile.TemporaryDirectory()
os.environ |= {"DATABASE_URL": f"sqlite:///{folder.name}/empty.sqlite3", "ARENA_DATA": folder.name}
import django
django.setup()
from io import StringIO
from pathlib import Path
from django.core.management import call_command
call_command("migrate", verbosity=0)
file = Path(folder.name, "votes.csv")
file.write_text("left,right,winner\\nx,y,a\\n")
call_command("import_votes", file, stdout=StringIO())
call_command("export_votes", form=sys.argv[1])
"""


ELSEWHERE = """
import json, sys, django
django.setup()
from django.core.management import call_command
from leaderboard.models import Board
call_command("migrate", verbosity=0)
call_command("import_votes", sys.argv[1], verbosity=0)
call_command("rank", category=["overall"])
snapshot = Board.objects.get(category="overall", period="all_time").snapshot
print(json.dumps([snapshot.input_hash, {row["model"]: row["rating"] for row in snapshot.rows}]))
"""


def test_the_board_can_be_made_anew_of_an_export(tmp_path: Path) -> None:
    """In an empty database, by somebody else: the same hash of what went in, and the same ratings of what came out."""
    people, models = make_people(30), make_models(4)
    cast_all(
        Cast(person, models[place:][:size], ranks=range(1, size + 1), kind="ranking")
        for person in people
        for place, size in ((0, 2), (1, 2), (2, 2), (0, 3), (1, 3), (0, 4))
    )
    cast_all(Cast(people[0], (models[3], models[0])) for _ in range(60))
    run(
        "import_votes",
        write_file(
            tmp_path / "in.csv",
            [(f"x {uuid4()}", models[0].name, "tie", "ann", 0.3)] * 40,
            header="left,right,winner,user,weight",
        ),
    )
    run("rank", category=["overall"])
    run("export_votes", tmp_path / "out.csv")

    elsewhere = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3", "ARENA_DATA": str(tmp_path)}
    command = [sys.executable, "-c", ELSEWHERE, str(tmp_path / "out.csv")]
    told = subprocess.run(
        command, cwd=settings.BASE_DIR, env=elsewhere, capture_output=True, text=True, check=True
    ).stdout.splitlines()[-1]

    input_hash, ratings = json.loads(told)
    here = Board.objects.get(category="overall", period="all_time").snapshot
    assert input_hash == here.input_hash
    known = {row["model"]: row["rating"] for row in here.rows} | {row["name"]: row["rating"] for row in here.rows}
    assert len(ratings) == len(here.rows) > 0
    assert all(rating == pytest.approx(known[name], abs=1e-6) for name, rating in ratings.items())
    assert Vote.objects.exists()
