"""GET /sessions/"""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from chat_session.models import Session
from tests.conversations import make_session, say
from tests.people import Client


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def walk(client: Client, path: str) -> list[list[dict[str, Any]]]:
    """All pages, along the links."""
    pages, following = [], path
    while following:
        answer = client.get(following)
        pages.append(answer.json())
        following = answer.links.get("next", {}).get("url", "")
    return pages


def test_a_session_is_a_row_of_a_bare_array(owner: Client) -> None:
    session = make_session(owner.user, "compare", size=3, title="Three", is_pinned=True)
    say(session, "Who?", "I", "You", "We")
    shown = [contender.model.display_name for contender in session.contenders.all()]

    rows = owner.get("/sessions/").json()

    assert rows == [
        {
            "id": str(session.pk),
            "mode": "compare",
            "title": "Three",
            "model_a_name": shown[0],
            "model_b_name": shown[1],
            "contenders": [
                {"participant": side, "display_name": name} for side, name in zip("abc", shown, strict=True)
            ],
            "created_at": session.created_at.isoformat().replace("+00:00", "Z"),
            "updated_at": session.updated_at.isoformat().replace("+00:00", "Z"),
            "message_count": 4,
            "is_pinned": True,
        }
    ]


def test_the_second_name_of_a_direct_session_is_an_empty_string(owner: Client) -> None:
    make_session(owner.user)

    [row] = owner.get("/sessions/").json()

    assert (row["model_b_name"], row["title"], row["message_count"]) == ("", "", 0)


def test_only_my_own_sessions_that_are_left_are_told(owner: Client, stranger: Client, guest: Client) -> None:
    make_session(stranger.user)
    make_session(owner.user, deleted_at=timezone.now())
    mine, guests = make_session(owner.user), make_session(guest.user)

    assert ids(owner.get("/sessions/").json()) == [str(mine.pk)]
    assert ids(guest.get("/sessions/").json()) == [str(guests.pk)]


def test_a_newcomer_has_an_empty_list_and_nobody_has_none(owner: Client, nobody: Client) -> None:
    mine, nobodys = owner.get("/sessions/"), nobody.get("/sessions/")

    assert (mine.json(), mine.links) == ([], {})
    assert nobodys.status_code == 401


def test_the_one_last_spoken_in_stands_first_and_a_pin_moves_nothing(owner: Client) -> None:
    now = timezone.now()
    moments = {days: make_session(owner.user, updated_at=now - timedelta(days=days)) for days in (2, 1, 3)}

    owner.patch(f"/sessions/{moments[3].pk}/", json={"is_pinned": True, "title": "New name"})

    rows = owner.get("/sessions/").json()
    assert ids(rows) == [str(moments[days].pk) for days in (1, 2, 3)]
    assert [row["is_pinned"] for row in rows] == [False, False, True]


def test_a_walk_along_the_links_meets_each_session_once(owner: Client) -> None:
    moment = timezone.now()
    made = {
        str(make_session(owner.user, updated_at=moment - timedelta(hours=place // 3), is_pinned=place % 2 == 0).pk)
        for place in range(11)
    }

    pages = walk(owner, "/sessions/?limit=4&mode=direct")

    met = [identifier for page in pages for identifier in ids(page)]
    assert [len(page) for page in pages] == [4, 4, 3]
    assert (len(met), set(met)) == (11, made)


def test_a_page_has_a_hundred_rows_and_never_more_than_five_hundred(owner: Client) -> None:
    sessions = [Session(user=owner.user, mode="direct", size=1) for _ in range(501)]
    Session.objects.bulk_create(sessions)

    lengths = [len(owner.get("/sessions/", params=query).json()) for query in ({}, {"limit": 10**9}, {"limit": 1})]

    assert lengths == [100, 500, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=ten", "limit=", "limit=1.5", "limit=" + "9" * 5000])
def test_a_limit_that_is_none_is_refused(owner: Client, query: str) -> None:
    answer = owner.get(f"/sessions/?{query}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["limit"])


@pytest.mark.parametrize("cursor", ["", "x", "W10", "e30", "WyJhIiwiYiJd", "%00", "%ff", "9" * 5000])
def test_a_cursor_that_was_not_made_here_is_refused(owner: Client, cursor: str) -> None:
    answer = owner.get(f"/sessions/?cursor={cursor}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


@pytest.mark.parametrize("moment", ["0001-01-01 00:00:00+14:00", "9999-12-31 23:59:59-14:00", "infinity", "2025-01-01"])
def test_a_moment_beyond_all_calendars_breaks_nothing(owner: Client, moment: str) -> None:
    cursor = urlsafe_b64encode(json.dumps([moment, str(uuid4())]).encode()).decode().rstrip("=")

    answer = owner.get(f"/sessions/?cursor={cursor}")

    assert answer.status_code in (200, 400)


def test_a_cursor_leads_into_nobodys_list_but_ones_own(owner: Client, stranger: Client) -> None:
    for client in (owner, owner, stranger, stranger):
        make_session(client.user)

    following = owner.get("/sessions/?limit=1").links["next"]["url"]

    mine = {str(pk) for pk in Session.objects.filter(user=stranger.user).values_list("pk", flat=True)}
    assert set(ids(stranger.get(following).json())) <= mine


@pytest.mark.parametrize("mode", ["direct", "compare", "random"])
def test_the_list_is_narrowed_to_a_mode(owner: Client, mode: str) -> None:
    made = {kind: make_session(owner.user, kind) for kind in ("direct", "compare", "random")}

    rows = owner.get("/sessions/", params={"mode": mode}).json()

    assert ids(rows) == [str(made[mode].pk)]


def test_the_list_is_narrowed_to_a_span_with_its_beginning_and_without_its_end(owner: Client) -> None:
    days = [datetime(2025, 3, day, tzinfo=UTC) for day in (1, 2, 3)]
    made = [make_session(owner.user, created_at=day, updated_at=day) for day in days]
    first, last = days[0].isoformat(), days[2].isoformat()

    between = owner.get("/sessions/", params={"created_after": first, "created_before": last}).json()
    after = owner.get("/sessions/?created_after=2025-03-02T00:00:00Z").json()

    assert ids(between) == [str(made[1].pk), str(made[0].pk)]
    assert ids(after) == [str(made[2].pk), str(made[1].pk)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "duel"),
        ("created_after", "yesterday"),
        ("created_after", "0001-01-01T00:00:00+14:00"),
        ("created_before", "9999-12-31T23:59:59-14:00"),
        ("created_before", "2025-13-01"),
        ("search", "x" * 1001),
        ("search", "\0"),
    ],
)
def test_a_filter_of_the_wrong_kind_is_named(owner: Client, name: str, value: str) -> None:
    answer = owner.get("/sessions/", params={name: value})

    assert (answer.status_code, list(answer.json()["fields"])) == (400, [name])


def test_a_filter_we_do_not_know_or_left_empty_narrows_nothing(owner: Client) -> None:
    session = make_session(owner.user)
    query = "mode=&search=&created_after=&user__email=x&ordering=title&_connector=OR&deleted_at__isnull=False"

    rows = owner.get(f"/sessions/?{query}").json()

    assert ids(rows) == [str(session.pk)]


def test_a_model_behind_a_mask_is_no_filter(owner: Client) -> None:
    session = make_session(owner.user, "random")
    model = session.contenders.all()[0].model

    found = [owner.get("/sessions/", params={name: str(model.pk)}).json() for name in ("model_id", "model", "search")]

    assert [ids(rows) for rows in found] == [[str(session.pk)], [str(session.pk)], []]


def test_the_other_name_of_the_list_tells_the_same(owner: Client) -> None:
    make_session(owner.user)

    assert owner.get("/sessions/type/?session_type=LLM").json() == owner.get("/sessions/").json()
