"""S38: nobody gets more of a list at once than there is for everybody."""

import pytest

from api.pages import MAX_LIMIT
from tests.conversations import make_session
from tests.message.submitting import refusal
from tests.people import Client

LISTS = ("/sessions/", "/auth/keys/", "/feedback/", "/feedback/seals/", "/models/", "/leaderboard/snapshots/")
HUGE = ("1000000000", str(2**31))
WRONG = (str(2**63), "9" * 400, "0", "-1", "1.5", "1e9", "0x10", "ten", "", " ", "NaN", "１٢x", "1;2", "-" * 400)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", HUGE)
def test_s38_a_huge_limit_is_the_greatest_there_is(limit: str, path: str, owner: Client) -> None:
    answer = owner.get(path, params={"limit": limit})

    assert answer.status_code == 200
    assert len(answer.json()) <= MAX_LIMIT


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", WRONG)
def test_s38_what_is_no_limit_is_refused(limit: str, path: str, owner: Client) -> None:
    assert refusal(owner.get(path, params={"limit": limit})) == (400, "invalid")


def test_s38_so_many_rows_and_no_more(owner: Client) -> None:
    for _ in range(3):
        make_session(owner.user)

    answer = owner.get("/sessions/", params={"limit": "2"})

    assert len(answer.json()) == 2
    assert 'rel="next"' in answer.headers["Link"]


@pytest.mark.parametrize("day", ["10000000000000", "-1", "99999-01-01", "0000-00-00", "2026-02-30", "now()"])
def test_s38_days_that_are_none_are_refused(day: str, owner: Client) -> None:
    assert refusal(owner.get("/usage/", params={"since": day})) == (400, "invalid")
    assert refusal(owner.get("/usage/", params={"until": day})) == (400, "invalid")


def test_s38_nobody_asks_for_all_days_there_are(owner: Client) -> None:
    assert refusal(owner.get("/usage/", params={"since": "0001-01-01", "until": "9999-12-31"})) == (400, "invalid")
