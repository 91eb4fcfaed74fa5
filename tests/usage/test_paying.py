"""A budget bounds what is asked: told by status or in band, before anybody is called, and never overspent."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from message.models import Message
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import again, ids_of, placed, refusal, rows_of, tell
from tests.message.wire.decoding import ends, hear
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import speak
from tests.simulator.speeches import READ, WRITTEN
from tests.usage.granting import grant, price, used
from usage.models import Charge

AT_ONCE = 200
AFFORDABLE = 10
# A question of one short word, its marks, and an answer of 50 tokens.
SHORT: dict[str, Any] = {"max_tokens": 50}
MOST = 100


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """One that slows nobody down."""
    with start_server(ARENA_THROTTLES="off") as server:
        yield server


def send(client: Client, body: dict[str, Any]) -> Any:
    return client.post("/messages/stream/", json=body)


def test_who_has_nothing_left_is_told_so_and_nothing_is_stored(owner: Client, simulator: Simulator) -> None:
    grant(10, user=owner.user)
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    before = rows_of(session)

    answer = send(owner, question(session))

    assert refusal(answer) == (402, "budget_exceeded")
    assert int(answer.headers["Retry-After"]) > 0
    assert rows_of(session) == before
    assert simulator.calls_of(model) == []


def test_in_band_the_question_waits_for_another_try(owner: Client, simulator: Simulator) -> None:
    budget = grant(10, user=owner.user)
    session = seat(owner.user, simulator.make_model(speak()))
    body = placed(session, "a")

    answer = send(owner, body)
    budget.delete()
    heard = again(owner, body["messages"][1]["id"], params={"stream_format": "lines"})

    assert ends(hear("text", answer.content))["a"]["code"] == "budget_exceeded"
    assert [m.error_code for m in Message.objects.filter(session=session, role="assistant", version=1)] == [
        "budget_exceeded"
    ]
    assert ends(heard)["a"]["finishReason"] == "stop"


def test_a_provider_without_money_is_silent_and_the_others_speak(owner: Client, simulator: Simulator) -> None:
    poor, rich = (simulator.make_model(speak()) for _ in range(2))
    provider = poor.provider
    provider.pk, provider.name, provider.base_url = None, f"poor-{owner.user.pk}", f"{simulator.url}/"
    provider.save()
    poor.provider = provider
    poor.save()
    budget = grant(10, provider=provider)
    session = seat(owner.user, poor, rich)

    ended = ends(tell(owner, question(session)))

    assert (ended["a"]["code"], ended["b"]["finishReason"]) == ("budget_exceeded", "stop")
    assert simulator.calls_of(poor) == []
    assert used(budget) == 0


def test_the_provider_is_told_where_to_end(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak(), max_output=300)
    session = seat(owner.user, model)
    grant(100_000, user=owner.user)

    tell(owner, question(session))
    tell(owner, question(session, **SHORT))

    assert [json.loads(call["body"])["max_tokens"] for call in simulator.calls_of(model)] == [300, 50]


def test_what_is_used_at_last_is_what_is_gone(owner: Client, simulator: Simulator) -> None:
    budget = grant(1, "dollars", user=owner.user)
    session = seat(owner.user, *[price(simulator.make_model(speak())) for _ in range(2)])

    tell(owner, question(session, **SHORT))

    assert used(budget) == 2 * (READ * 10**9 + WRITTEN * 2 * 10**9)


@pytest.mark.parametrize("action", ["regenerate", "branch"])
def test_all_ways_of_asking_are_paid_from_it(action: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    ids = ids_of(tell(owner, question(session)))
    grant(0, user=owner.user)

    paths = {"regenerate": f"/messages/{ids['a']}/regenerate/", "branch": f"/messages/{ids['user']}/branch/"}
    answer = owner.post(paths[action], json={"content": "Else?"} if action == "branch" else {})

    assert refusal(answer) == (402, "budget_exceeded")


def test_of_many_at_once_only_those_are_asked_who_can_be_paid(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    sessions = [seat(owner.user, model) for _ in range(AT_ONCE)]
    budget = grant(AFFORDABLE * MOST, user=owner.user)

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda session: send(owner, question(session, **SHORT)), sessions))

    admitted = [answer for answer in answers if answer.status_code == 200]
    # What was answered gives back what it did not use, and others may have that.
    spent = READ + WRITTEN
    assert 1 <= len(admitted) == len(simulator.calls_of(model)) <= AFFORDABLE * MOST // spent
    assert {answer.status_code for answer in answers} <= {200, 402, 503}
    assert used(budget) == len(admitted) * spent <= budget.limit
    assert Charge.objects.filter(user=owner.user).count() == len(admitted)
    assert all(ends(hear("lines", answer.content))["a"]["finishReason"] == "stop" for answer in admitted)
