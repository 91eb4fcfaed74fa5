"""GET /leaderboard/, /leaderboard/llm/, /leaderboard/pairs/ and /leaderboard/categories/"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIRequestFactory

from tests.leaderboard.casting import ESTABLISHING, hold_poll, run
from tests.people import Client

KEYS = [
    "rank",
    "rank_worst",
    "id",
    "name",
    "model",
    "provider",
    "organization",
    "license",
    "rating",
    "lower",
    "upper",
    "ci",
    "elo_rating",
    "score",
    "votes",
    "wins",
    "losses",
    "ties",
    "rating_change",
    "status",
    "users",
    "win_rate",
    "better_than_next",
    "rating_without_ties",
    "is_active",
    "release_date",
]


@pytest.fixture(scope="module")
def poll(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[str]]:
    """The same for all: nobody changes it."""
    with django_db_blocker.unblock():
        category, best_first = hold_poll(tmp_path_factory.mktemp("poll"))
        run("rank", category=[category])
        connection.close()
    return category, best_first


def test_a_board_is_an_array_of_rows_the_best_first(poll: tuple[str, list[str]], nobody: Client) -> None:
    category, best_first = poll

    answer = nobody.get("/leaderboard/", params={"category": category, "period": "all_time"})

    rows = answer.json()
    assert answer.status_code == 200
    assert [row["model"] for row in rows] == best_first
    assert [list(row) for row in rows] == [KEYS] * 5
    first = rows[0]
    assert (first["rank"], first["provider"], first["status"]) == (1, "imported", "established")
    assert first["rating"] == first["elo_rating"] == first["score"] == round(first["rating"], 2)
    assert first["ci"] == pytest.approx((first["upper"] - first["lower"]) / 2, abs=0.02)
    assert first["wins"] + first["losses"] + first["ties"] == first["votes"]
    assert (rows[-1]["better_than_next"], first["rating_change"], first["is_active"]) == (None, 0, False)


def test_the_other_name_is_the_same_and_ignores_what_it_does_not_know(
    poll: tuple[str, list[str]], nobody: Client
) -> None:
    query = {"category": poll[0]}

    other = nobody.get("/leaderboard/llm/", params=query | {"org": "ai4bharat"}, headers={"Accept": "application/json"})

    assert other.json() == nobody.get("/leaderboard/", params=query).json() != []


def test_nothing_said_means_everything_of_all_time(nobody: Client) -> None:
    told = nobody.get("/leaderboard/", params={"category": "", "period": ""})

    assert told.status_code == 200
    assert told.json() == nobody.get("/leaderboard/?category=overall&period=all_time").json()


@pytest.mark.parametrize("category", ["no-such-category", "x" * 300, "%", "क"])
@pytest.mark.parametrize("path", ["/leaderboard/", "/leaderboard/pairs/"])
def test_an_unknown_category_is_empty(path: str, category: str, nobody: Client) -> None:
    answer = nobody.get(path, params={"category": category})

    assert (answer.status_code, answer.json()) == (200, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("period", "yearly"),
        ("limit", "0"),
        ("limit", "many"),
        ("cursor", "x"),
        ("cursor", "WyJhIl0"),
        # Of a snapshot, but before its first row.
        ("cursor", "WyIwMDAwMDAwMC0wMDAwLTQwMDAtODAwMC0wMDAwMDAwMDAwMDAiLCItMSJd"),
        ("category", "\0"),
    ],
)
@pytest.mark.parametrize("path", ["/leaderboard/", "/leaderboard/llm/", "/leaderboard/pairs/"])
def test_what_cannot_be_meant_is_refused(path: str, field: str, value: str, nobody: Client) -> None:
    answer = nobody.get(path, params={field: value})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert answer.json()["fields"].keys() == {field}


def pages_of(nobody: Client, path: str, **query: str | int) -> Iterator[list[dict[str, object]]]:
    page = nobody.get(path, params=query)
    yield page.json()
    while "next" in page.links:
        page = nobody.get(page.links["next"]["url"])
        yield page.json()


@pytest.mark.parametrize("path", ["/leaderboard/", "/leaderboard/pairs/"])
def test_pages_tell_all_of_it_once(path: str, poll: tuple[str, list[str]], nobody: Client) -> None:
    whole = nobody.get(path, params={"category": poll[0]}).json()

    pages = list(pages_of(nobody, path, category=poll[0], limit=2))

    assert [row for page in pages for row in page] == whole
    assert all(len(page) <= 2 for page in pages)


def test_the_next_page_is_of_the_same_snapshot(database: None, nobody: Client, tmp_path: Path) -> None:
    category, best_first = hold_poll(tmp_path)
    run("rank", category=[category])
    first = nobody.get("/leaderboard/", params={"category": category, "limit": 2})
    run("import_votes", write_last_vote(tmp_path, category, best_first))

    run("rank", category=[category])

    rest = nobody.get(first.links["next"]["url"]).json()
    assert [row["model"] for row in first.json() + rest[:2]] == best_first[:4]
    changed = nobody.get("/leaderboard/", params={"category": category}).json()
    assert changed[2]["votes"] == rest[0]["votes"] + 1


def write_last_vote(folder: Path, category: str, names: list[str]) -> Path:
    file = folder / "last.csv"
    file.write_text(f"left,right,winner,categories\n{names[2]},{names[3]},tie,{category}\n", encoding="utf-8")
    return file


def test_the_matrix_holds_every_two_models(poll: tuple[str, list[str]], nobody: Client) -> None:
    rows = nobody.get("/leaderboard/pairs/", params={"category": poll[0]}).json()
    board = {row["id"]: row for row in nobody.get("/leaderboard/", params={"category": poll[0]}).json()}

    assert len(rows) == 10
    assert sum(row["ballots"] for row in rows) == ESTABLISHING
    for row in rows:
        assert row.keys() == {"a", "b", "a_id", "b_id", "ballots", "wins", "losses", "ties", "rate"}
        assert (board[row["a_id"]]["name"], board[row["b_id"]]["name"]) == (row["a"], row["b"])
        assert row["rate"] == pytest.approx((row["wins"] + row["ties"] / 2) / row["ballots"], abs=1e-4)


def test_categories_that_have_a_board_are_listed(poll: tuple[str, list[str]], nobody: Client) -> None:
    told = {row["category"]: row for row in nobody.get("/leaderboard/categories/").json()}

    assert told[poll[0]].keys() == {"category", "meaning", "models", "ballots", "created_at"}
    assert (told[poll[0]]["models"], told[poll[0]]["ballots"]) == (5, ESTABLISHING)


@pytest.mark.parametrize("name", ["Leaderboard", "Pairs", "Categories", "Snapshots"])
def test_one_query_tells_it(name: str, poll: tuple[str, list[str]], database: None) -> None:
    view = import_string(f"leaderboard.views.{name}").as_view().__wrapped__

    with CaptureQueriesContext(connection) as captured:
        answer = view(APIRequestFactory().get("/", {"category": poll[0]}))

    assert answer.data
    assert len(captured.captured_queries) == 1
