"""POST /sessions/ with an Idempotency-Key: a retry finds what it made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from chat_session.models import Session
from tests.conversations import make_model
from tests.people import Client, sign_in
from tests.servers import Server

REPLAYED = "Idempotent-Replayed"


def open_with(client: Client, body: dict[str, Any], key: str = "key") -> Any:
    return client.post("/sessions/", json=body, headers={"Idempotency-Key": key})


def test_a_retry_is_answered_with_the_session_it_made(owner: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name], "title": "Once"}

    first, second = open_with(owner, body), open_with(owner, dict(reversed(body.items())))

    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.headers.get(REPLAYED), second.headers.get(REPLAYED)) == (None, "true")
    assert first.json() == second.json()
    assert Session.objects.filter(user=owner.user).count() == 1


def test_a_retried_battle_draws_nothing_anew(owner: Client) -> None:
    for _ in range(4):
        make_model()

    answers = [open_with(owner, {"mode": "random", "model_a_id": "stale"}) for _ in range(5)]

    [session] = Session.objects.filter(user=owner.user)
    assert {answer.json()["id"] for answer in answers} == {str(session.pk)}
    assert session.contenders.count() == 2


def test_another_body_under_the_same_key_is_refused(owner: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name]}
    open_with(owner, body)

    others = [open_with(owner, body | {"title": "x"}), open_with(owner, {"mode": "random"})]

    assert [(other.status_code, other.json()["code"]) for other in others] == [(422, "idempotency_mismatch")] * 2
    assert Session.objects.filter(user=owner.user).count() == 1


def test_a_wrong_body_is_told_before_a_key_is_looked_up(owner: Client) -> None:
    open_with(owner, {"mode": "direct", "models": [make_model().name]})

    wrong = [open_with(owner, {"mode": "duel"}), open_with(owner, {"mode": "direct", "models": ["open/none"]})]

    assert [answer.status_code for answer in wrong] == [400, 400]


def test_a_retry_is_answered_though_its_model_was_withdrawn_meanwhile(owner: Client) -> None:
    model = make_model()
    body = {"mode": "direct", "models": [model.name]}
    first = open_with(owner, body)
    type(model).objects.filter(pk=model.pk).update(is_active=False)

    second, anew = open_with(owner, body), open_with(owner, body, "another key")

    assert (second.status_code, second.json()["id"]) == (201, first.json()["id"])
    assert anew.status_code == 400


def test_a_refused_request_leaves_its_key_free(owner: Client) -> None:
    refused = open_with(owner, {"mode": "direct", "models": ["open/none"]})

    answer = open_with(owner, {"mode": "direct", "models": [make_model().name]})

    assert (refused.status_code, answer.status_code, answer.headers.get(REPLAYED)) == (400, 201, None)


def test_a_key_is_ones_own(owner: Client, stranger: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name]}

    mine, theirs = open_with(owner, body), open_with(stranger, body | {"title": "Another"})

    assert theirs.status_code == 201
    assert mine.json()["id"] != theirs.json()["id"]


def test_without_a_key_nothing_is_merged(owner: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name]}

    opened = {owner.post("/sessions/", json=body).json()["id"] for _ in range(2)}

    assert len(opened) == 2


def test_of_sixteen_at_once_one_opens_a_session(server: Server, owner: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name]}
    clients = [sign_in(server, owner.user) for _ in range(16)]

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda client: open_with(client, body), clients))

    [session] = Session.objects.filter(user=owner.user)
    assert {(answer.status_code, answer.json()["id"]) for answer in answers} == {(201, str(session.pk))}
    assert [answer.headers.get(REPLAYED) for answer in answers].count(None) == 1
    for client in clients:
        client.close()


def test_after_a_day_a_key_is_forgotten_and_not_before(owner: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name]}
    made = {key: open_with(owner, body, key).json()["id"] for key in ("old", "young")}
    day = settings.IDEMPOTENCY_LIFETIME
    for key, age in (("old", day + timedelta(minutes=1)), ("young", day - timedelta(minutes=1))):
        Session.objects.filter(pk=made[key]).update(created_at=timezone.now() - age)

    call_command("tick", verbosity=0)

    assert open_with(owner, body, "old").json()["id"] not in made.values()
    assert open_with(owner, body, "young").json()["id"] == made["young"]


def test_a_deleted_session_gives_its_key_back(owner: Client) -> None:
    body = {"mode": "direct", "models": [make_model().name]}
    first = open_with(owner, body).json()["id"]
    owner.delete(f"/sessions/{first}/")

    second = open_with(owner, body)

    assert (second.status_code, second.headers.get(REPLAYED), second.json()["id"] == first) == (201, None, False)


@pytest.mark.parametrize("key", ["", "x" * 256, "tab\tbed"])
def test_a_key_that_is_none_is_refused(owner: Client, key: str) -> None:
    answer = open_with(owner, {"mode": "direct", "models": [make_model().name]}, key)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["Idempotency-Key"])
