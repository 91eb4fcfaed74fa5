"""GET /usage/ and /usage/export/"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ai_model.models import AIModel
from tests.conversations import make_model, make_session
from tests.message.submitting import refusal
from tests.people import Client, make_account
from tests.servers import Server
from tests.usage.granting import ask_for, price, spend
from usage.budgets import Payer
from usage.charging import Settlement, charge, settle
from usage.models import Charge
from user.models import User

DAY = datetime(2026, 5, 4, 12, tzinfo=UTC)
SPAN = {"since": "2026-05-01", "until": "2026-05-31"}


def use(user: User, model: AIModel, at: datetime = DAY, *, heard: int = 7, said: int = 5, **fields: Any) -> None:
    asked = ask_for(spend(0, 0), model)
    charge(Payer(user), [asked], **fields)
    settle([Settlement(asked.call, "success", spend(heard, said))])
    Charge.objects.filter(call=asked.call).update(opened_at=at)


def test_a_day_of_a_model_is_a_row(owner: Client) -> None:
    model = price(make_model())
    for _ in range(3):
        use(owner.user, model)

    rows = owner.get("/usage/", params=SPAN).json()

    assert rows == [
        {
            "day": "2026-05-04",
            "model": model.name,
            "key": None,
            "calls": 3,
            "estimated_calls": 0,
            "input_tokens": 21,
            "cached_tokens": 0,
            "output_tokens": 15,
            "reasoning_tokens": 0,
            "cost": 0.051,
        }
    ]


def test_page_by_page_it_is_the_same(owner: Client) -> None:
    models = [make_model() for _ in range(2)]
    for day in range(3):
        for model in models:
            use(owner.user, model, DAY + timedelta(days=day))
    whole = owner.get("/usage/", params=SPAN).json()

    pages, following = [], "/usage/?limit=2&since=2026-05-01&until=2026-05-31"
    while following:
        answer = owner.get(following)
        pages.append(answer.json())
        following = answer.links.get("next", {}).get("url", "")

    assert [len(page) for page in pages] == [2, 2, 2]
    assert [row for page in pages for row in page] == whole
    assert [row["day"] for row in whole] == sorted((row["day"] for row in whole), reverse=True)


def test_days_are_those_of_utc_and_both_ends_count(owner: Client) -> None:
    model = make_model()
    for moment in ("2026-04-30T23:59:59", "2026-05-01T00:00:00", "2026-05-31T23:59:59", "2026-06-01T00:00:00"):
        use(owner.user, model, datetime.fromisoformat(moment).replace(tzinfo=UTC))

    assert [row["day"] for row in owner.get("/usage/", params=SPAN).json()] == ["2026-05-31", "2026-05-01"]


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"since": "2026-05-02", "until": "2026-05-01"},
        {"since": "2020-01-01", "until": "2026-01-01"},
        {"cursor": "bm90IG91cnM"},
        {"limit": "0"},
    ],
)
def test_what_cannot_be_meant_is_refused(query: dict[str, str], owner: Client) -> None:
    assert refusal(owner.get("/usage/", params=query)) == (400, "invalid")


def test_a_blind_battle_comes_with_its_reveal(owner: Client) -> None:
    session = make_session(owner.user, "random")
    use(owner.user, make_model(), session=session.pk, is_hidden=True)
    before = owner.get("/usage/", params=SPAN).json()

    Charge.objects.reveal(session.pk)

    assert before == []
    assert len(owner.get("/usage/", params=SPAN).json()) == 1


def test_what_is_still_under_way_is_not_told(owner: Client) -> None:
    charge(Payer(owner.user), [ask_for(spend(1, 1))])

    assert owner.get("/usage/").json() == []


def test_staff_have_everybodys_as_a_table(owner: Client, server: Server) -> None:
    model = make_model()
    use(owner.user, model)
    use(owner.user, make_model(), session=make_session(owner.user, "random").pk, is_hidden=True)

    with make_account(server, is_staff=True) as staff:
        answer = staff.get("/usage/export/", params=SPAN)

    rows = answer.text.splitlines()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert rows[0].startswith("day,user,key,model,calls")
    assert [row for row in rows if str(owner.user.pk) in row] == [
        f"2026-05-04,{owner.user.pk},,{model.name},1,0,7,0,5,0,0.017"
    ]
    assert any(row.startswith("2026-05-04,,,hidden,") for row in rows)


def test_it_is_for_staff_alone(owner: Client, guest: Client, nobody: Client) -> None:
    answers = [client.get("/usage/export/", params=SPAN) for client in (owner, guest, nobody)]

    assert [answer.status_code for answer in answers] == [403, 403, 401]
