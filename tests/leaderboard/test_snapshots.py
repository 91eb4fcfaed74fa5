"""GET /leaderboard/snapshots/ and /leaderboard/snapshots/{id}/"""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from leaderboard.models import Board, Snapshot
from tests.crowds import growing_steps
from tests.leaderboard.casting import ESTABLISHING, hold_poll, run
from tests.people import Client


@pytest.fixture
def snapshot(database: None, tmp_path: Path) -> Snapshot:
    category, _ = hold_poll(tmp_path)
    run("rank", category=[category])
    return Board.objects.get(category=category, period="all_time").snapshot


def test_a_snapshot_tells_how_it_was_made(snapshot: Snapshot, nobody: Client) -> None:
    told = nobody.get(f"/leaderboard/snapshots/{snapshot.pk}/").json()

    assert (told["id"], told["category"], told["period"]) == (str(snapshot.pk), snapshot.category, "all_time")
    assert told["input_hash"] == snapshot.input_hash
    assert told["method"] == {"version": 1, "prior": 0.1, "full_ballots": 50, "gates_on_imports": False}
    assert told["last_import"] == snapshot.last_import
    assert (told["ballots"], told["excluded"]) == (ESTABLISHING, {})
    # What came with a file was never offered.
    assert told["facts"]["retired"] == []
    assert told["rows"] == nobody.get("/leaderboard/", params={"category": snapshot.category}).json()
    assert told["facts"].keys() == {
        "models",
        "ballots",
        "users",
        "effective_users",
        "effective_users_unweighted",
        "excluded",
        "ballots_to_flip",
        "sampler",
        "hidden",
        "unconnected",
        "retired",
        "if_all_counted",
        "self_check",
    }


def test_snapshots_are_listed_newest_first_without_their_rows(snapshot: Snapshot, nobody: Client) -> None:
    listed = nobody.get("/leaderboard/snapshots/").json()

    (row,) = [row for row in listed if row["id"] == str(snapshot.pk)]
    assert row.keys() == {
        "id",
        "category",
        "period",
        "created_at",
        "input_hash",
        "method",
        "last_ballot",
        "last_import",
        "ballots",
        "excluded",
    }
    moments = [row["created_at"] for row in listed]
    assert moments == sorted(moments, reverse=True)


def test_those_of_one_board_can_be_had_alone(snapshot: Snapshot, nobody: Client) -> None:
    board = {"category": snapshot.category, "period": "all_time"}

    assert [row["id"] for row in nobody.get("/leaderboard/snapshots/", params=board).json()] == [str(snapshot.pk)]
    assert nobody.get("/leaderboard/snapshots/", params=board | {"period": "daily"}).json() == []
    assert nobody.get("/leaderboard/snapshots/", params={"period": "century"}).status_code == 400


def test_pages_of_snapshots_follow_each_other(snapshot: Snapshot, nobody: Client) -> None:
    first = nobody.get("/leaderboard/snapshots/", params={"limit": 1})

    assert len(first.json()) == 1
    if Snapshot.objects.count() > 1:
        second = nobody.get(first.links["next"]["url"]).json()
        assert second[0]["created_at"] <= first.json()[0]["created_at"]


def test_what_is_no_snapshot_is_not_found(nobody: Client) -> None:
    answer = nobody.get(f"/leaderboard/snapshots/{uuid4()}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_newest_are_found_by_an_index(snapshot: Snapshot) -> None:
    query = str(Snapshot.objects.order_by("-created_at", "-id").values("id")[:100].query)

    if connection.vendor == "sqlite":
        assert growing_steps(query) == []
        return
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        cursor.execute(f"EXPLAIN {query}")
        assert "snapshots_newest_first" in "".join(line for (line,) in cursor.fetchall())
        cursor.execute("SET enable_seqscan = on")
