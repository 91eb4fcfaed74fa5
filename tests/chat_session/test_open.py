"""POST /sessions/: what is opened."""

from typing import Any
from uuid import uuid4

import pytest

from chat_session.models import Contender, Session
from tests.conversations import make_model
from tests.people import Client


def names(opened: dict[str, Any]) -> list[str]:
    return [seat["model"]["name"] for seat in opened["contenders"]]


def test_a_direct_session_is_told_in_full(owner: Client) -> None:
    model = make_model(is_thinking_model=True)
    shown = {
        "id": str(model.pk),
        "name": model.name,
        "display_name": model.display_name,
        "provider": "open",
        "is_thinking_model": True,
    }

    answer = owner.post("/sessions/", json={"mode": "direct", "models": [model.name], "title": "Mine"})

    opened = answer.json()
    row = Session.objects.get(pk=opened["id"])
    assert answer.status_code == 201
    assert opened | {"created_at": None, "updated_at": None} == {
        "id": str(row.pk),
        "mode": "direct",
        "title": "Mine",
        "model_a": shown,
        "model_b": None,
        "contenders": [{"participant": "a", "model": shown, "system_prompt": "", "params": {}}],
        "user": {"id": str(owner.user.pk), "display_name": "Owner"},
        "is_public": False,
        "share_url": None,
        "is_pinned": False,
        "created_at": None,
        "updated_at": None,
    }
    assert (row.user, row.size) == (owner.user, 1)


@pytest.mark.parametrize("size", range(2, 9))
def test_two_to_eight_models_are_compared_in_the_order_sent(owner: Client, size: int) -> None:
    models = [make_model() for _ in range(size)]

    opened = owner.post("/sessions/", json={"mode": "compare", "models": [str(model.pk) for model in models]}).json()

    assert names(opened) == [model.name for model in models]
    assert "".join(seat["participant"] for seat in opened["contenders"]) == "abcdefgh"[:size]
    assert (opened["model_a"], opened["model_b"]) == tuple(seat["model"] for seat in opened["contenders"][:2])
    assert Session.objects.get(pk=opened["id"]).size == size


@pytest.mark.parametrize("size", [None, *range(2, 9)])
def test_a_battle_has_as_many_contenders_as_asked_for_and_two_by_default(owner: Client, size: int | None) -> None:
    drawable = {make_model(random_only=True).pk for _ in range(size or 2)}

    opened = owner.post("/sessions/", json={"mode": "random"} | ({"size": size} if size else {})).json()

    drawn = Contender.objects.filter(session=opened["id"]).values_list("model", flat=True)
    assert len(opened["contenders"]) == len(set(drawn)) == (size or len(drawable))


def test_each_contender_keeps_its_own_prompt_and_parameters(owner: Client) -> None:
    model = make_model()
    params = {
        "temperature": 0.5,
        "top_p": 1,
        "max_tokens": 10,
        "stop": ["\n\n", "END"],
        "seed": -7,
        "presence_penalty": -2,
        "frequency_penalty": 2,
        "reasoning_effort": "low",
    }
    seats = [{"model": model.name, "system_prompt": "  Be kind.\n", "params": params}, {"model": str(model.pk)}]

    opened = owner.post("/sessions/", json={"mode": "compare", "contenders": seats}).json()

    assert names(opened) == [model.name, model.name]
    assert [seat["system_prompt"] for seat in opened["contenders"]] == ["  Be kind.\n", ""]
    assert [seat["params"] for seat in opened["contenders"]] == [params, {}]


def test_contenders_come_before_models_and_models_before_the_pair(owner: Client) -> None:
    by_contender, by_list, by_pair = (make_model() for _ in range(3))
    body: dict[str, Any] = {
        "mode": "direct",
        "contenders": [{"model": by_contender.name}],
        "models": [by_list.name],
        "model_a_id": str(by_pair.pk),
        "model_b_id": None,
    }

    first = owner.post("/sessions/", json=body).json()
    second = owner.post("/sessions/", json=body | {"contenders": []}).json()
    third = owner.post("/sessions/", json=body | {"contenders": None, "models": None}).json()

    assert [names(opened) for opened in (first, second, third)] == [
        [by_contender.name],
        [by_list.name],
        [by_pair.name],
    ]


def test_ids_and_names_may_stand_side_by_side_in_a_pair(owner: Client) -> None:
    left, right = make_model(), make_model()

    opened = owner.post(
        "/sessions/",
        json={"mode": "compare", "model_a_id": left.name, "model_b_id": str(right.pk), "session_type": "LLM"},
    ).json()

    assert (opened["model_a"]["id"], opened["model_b"]["id"]) == (str(left.pk), str(right.pk))


def test_the_same_model_may_stand_twice(owner: Client) -> None:
    model = make_model()

    opened = owner.post("/sessions/", json={"mode": "compare", "models": [model.name, str(model.pk)]}).json()

    assert names(opened) == [model.name, model.name]


@pytest.mark.parametrize(
    "stale",
    [
        {"model_a_id": str(uuid4()), "model_b_id": None},
        {"model_a_id": 5, "models": {"no": "list"}},
        {"models": ["nowhere/nothing", 7, None], "contenders": "x"},
        {"contenders": [{"params": {"unknown": 1}}]},
    ],
)
def test_a_battle_looks_at_no_model_it_is_sent(owner: Client, stale: dict[str, Any]) -> None:
    make_model()
    make_model()

    answer = owner.post("/sessions/", json={"mode": "random"} | stale)

    assert answer.status_code == 201
    assert len(answer.json()["contenders"]) == 2


def test_a_guest_may_open_every_mode(guest: Client) -> None:
    left, right = make_model().name, make_model().name
    bodies: list[dict[str, Any]] = [
        {"mode": "direct", "models": [left]},
        {"mode": "compare", "models": [left, right]},
        {"mode": "random"},
    ]

    statuses = [guest.post("/sessions/", json=body).status_code for body in bodies]

    assert statuses == [201, 201, 201]


def test_what_only_the_server_knows_cannot_be_sent(owner: Client, stranger: Client) -> None:
    wishes = {
        "id": str(uuid4()),
        "user": str(stranger.user.pk),
        "user_id": str(stranger.user.pk),
        "share_token": "mine",
        "is_public": True,
        "is_pinned": True,
        "revealed_at": "2020-01-01T00:00:00Z",
        "message_count": 99,
        "created_at": "2020-01-01T00:00:00Z",
        "deleted_at": "2020-01-01T00:00:00Z",
        "idempotency_key": "mine",
    }

    opened = owner.post("/sessions/", json={"mode": "direct", "models": [make_model().name]} | wishes).json()

    row = Session.objects.get(pk=opened["id"])
    assert opened["id"] != wishes["id"]
    assert (row.user, row.share_token, row.revealed_at, row.deleted_at) == (owner.user, None, None, None)
    assert (row.message_count, row.created_at.year > 2020, row.idempotency_key) == (0, True, None)


@pytest.mark.parametrize("title", [None, ""])
def test_a_title_may_be_missing(owner: Client, title: str | None) -> None:
    body = {"mode": "direct", "models": [make_model().name], "title": title}

    opened = owner.post("/sessions/", json=body).json()

    assert opened["title"] == ""


def test_scripts_in_a_title_and_a_prompt_are_text_that_no_browser_runs(owner: Client) -> None:
    evil = "<script>alert(1)</script> \u202e\u2028 ![](http://evil.example/)"
    seat = {"model": make_model().name, "system_prompt": evil}

    answer = owner.post("/sessions/", json={"mode": "direct", "title": evil, "contenders": [seat]})

    assert (answer.json()["title"], answer.json()["contenders"][0]["system_prompt"]) == (evil, evil)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
