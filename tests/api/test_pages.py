"""Keyset pages, asked of the list of API keys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.people import Client
from user.models import APIKey


@pytest.fixture
def keys(owner: Client) -> list[str]:
    """Newest first; three of them of the same moment."""
    now = timezone.now()
    made = APIKey.objects.bulk_create(
        APIKey(user=owner.user, name=str(number), hash=f"{owner.user.pk}{number}"[-64:], ending="last")
        for number in range(12)
    )
    for number, key in enumerate(made):
        APIKey.objects.filter(pk=key.pk).update(created_at=now - timedelta(seconds=min(number, 9)))
    in_order = APIKey.objects.filter(user=owner.user).order_by("-created_at", "-id")
    return [str(pk) for pk in in_order.values_list("pk", flat=True)]


@pytest.mark.parametrize("limit", [1, 5, 11, 12, 100])
def test_following_the_links_tells_each_row_once(limit: int, keys: list[str], owner: Client) -> None:
    told: list[str] = []
    link: str | None = f"/auth/keys/?limit={limit}"

    while link:
        answer = owner.get(link)
        told += [row["id"] for row in answer.json()]
        link = answer.links.get("next", {}).get("url")

    assert told == keys


def test_a_row_that_comes_in_meanwhile_moves_no_page(keys: list[str], owner: Client) -> None:
    first = owner.get("/auth/keys/?limit=5")
    owner.post("/auth/keys/", json={"name": "late"})

    second = owner.get(first.links["next"]["url"])

    assert [row["id"] for row in second.json()] == keys[5:10]


def test_a_limit_has_its_own_limit(keys: list[str], owner: Client) -> None:
    assert len(owner.get("/auth/keys/?limit=1000000000").json()) == 12


@pytest.mark.parametrize("limit", ["0", "-1", "ten", "1.5", "٣", ""])
def test_a_limit_is_a_whole_number(limit: str, owner: Client) -> None:
    answer = owner.get("/auth/keys/", params={"limit": limit})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["limit"]


@pytest.mark.parametrize("cursor", ["", "x", "bnVsbA", "WyJhIl0", "WyJhIiwiYiJd", "W10", "e30", "Wzdd", "%00"])
def test_a_foreign_cursor_is_refused(cursor: str, owner: Client) -> None:
    answer = owner.get("/auth/keys/", params={"cursor": cursor})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["cursor"]
