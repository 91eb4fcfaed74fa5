"""GET /leaderboard/trends/"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid4, uuid5

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leaderboard.models import Snapshot
from leaderboard.trends import MAX_POINTS, follow
from tests.people import Client

NEWEST = datetime(2026, 3, 9, 20, tzinfo=UTC)
# Those that the list of snapshots tells.
FACTS = {"ballots": 0, "excluded": {}}
Keep = Callable[..., None]


@pytest.fixture
def category(database: None) -> str:
    return f"trends-{uuid4().hex[:8]}"


@pytest.fixture
def keep(category: str) -> Keep:
    """Makes a snapshot of so long before the newest, with ratings by the names of models."""

    def save(before: timedelta = timedelta(0), **ratings: float) -> None:
        rows = [make_row(name, rating) for name, rating in (ratings or {"Peach": 1000}).items()]
        board: dict[str, Any] = {"category": category, "period": "all_time", "created_at": NEWEST - before}
        Snapshot.objects.create(**board, rows=rows, pairs={}, method={}, facts=FACTS)

    return save


def make_row(name: str, rating: float) -> dict[str, Any]:
    interval = {"rating": rating, "lower": rating - 20, "upper": rating + 20}
    return {"id": str(uuid5(NAMESPACE_URL, name)), "name": f"maker/{name}", "model": name, "votes": 100} | interval


def ask(nobody: Client, category: str, **query: str) -> Any:
    return nobody.get("/leaderboard/trends/", params={"category": category} | query).json()


def moments(category: str) -> list[datetime]:
    (trend,) = follow(category, "all_time")
    return [point["at"] for point in trend["points"]]


def test_each_model_has_its_points_the_oldest_first(category: str, keep: Keep, nobody: Client) -> None:
    keep(Plum=1010, Peach=1000)
    keep(timedelta(days=1), Peach=1000.126, Plum=990)

    told = ask(nobody, category)

    assert [trend["name"] for trend in told] == ["maker/Plum", "maker/Peach"]
    assert told[0].keys() == {"id", "name", "model", "points"}
    assert told[1]["points"] == [
        {"at": "2026-03-08T20:00:00Z", "rating": 1000.13, "lower": 980.13, "upper": 1020.13},
        {"at": "2026-03-09T20:00:00Z", "rating": 1000, "lower": 980, "upper": 1020},
    ]


def test_a_day_is_told_by_its_last_board(category: str, keep: Keep) -> None:
    for hours in (26, 25, 3, 0):
        keep(timedelta(hours=hours))

    assert moments(category) == [NEWEST - timedelta(hours=25), NEWEST]


def test_who_has_left_the_board_is_not_told(category: str, keep: Keep, nobody: Client) -> None:
    keep(timedelta(days=2), Gone=900, Peach=1000)
    keep(Peach=1000)

    assert [trend["model"] for trend in ask(nobody, category)] == ["Peach"]


def test_a_board_that_rests_keeps_its_last_ninety_days(category: str, keep: Keep) -> None:
    for days in (0, 89, 90):
        keep(timedelta(days=days))

    assert moments(category) == [NEWEST - timedelta(days=89), NEWEST]


def test_of_many_days_some_are_told_and_both_ends(category: str, keep: Keep) -> None:
    for days in range(80):
        keep(timedelta(days=days))

    told = moments(category)

    assert len(set(told)) == len(told) == MAX_POINTS
    assert (told[0], told[-1]) == (NEWEST - timedelta(days=79), NEWEST)


def test_it_takes_two_queries_however_far_it_goes_back(category: str, keep: Keep) -> None:
    for days in range(10):
        keep(timedelta(days=days))

    with CaptureQueriesContext(connection) as queries:
        assert len(moments(category)) == 10

    assert len(queries) == 2


def test_other_boards_have_trends_of_their_own(category: str, keep: Keep, nobody: Client) -> None:
    keep()

    assert ask(nobody, category, period="daily") == []
    assert ask(nobody, f"{category}-other") == []


def test_what_is_no_period_is_refused(nobody: Client) -> None:
    refused = nobody.get("/leaderboard/trends/", params={"period": "century"})

    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")
