"""S40: every way to make a model speak goes by the same meters, and how much it may cost is held before it is asked."""

from collections.abc import Iterator
from typing import Any

import pytest

from message.models import Message
from tests.limits import start_strict
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import at, ids_of, refusal, refused_in_band, tell
from tests.people import Client
from tests.servers import Server
from tests.simulator.scenarios import speak
from tests.usage.granting import grant, used
from usage.models import Budget

# Answers an hour.
ALLOWANCE = 4


@pytest.fixture(scope="module")
def strict(django_db_setup: None) -> Iterator[Server]:
    with start_strict(ARENA_RATE_ASKING=f"{ALLOWANCE}/h", ARENA_PEOPLE_PER_ADDRESS="1000") as server:
        yield server


@pytest.fixture(autouse=True)
def nobodys_budget(database: None) -> Iterator[None]:
    yield
    Budget.objects.all().delete()


def knock(client: Client, door: str, ids: dict[str, str], session: Any) -> Any:
    body = {"regenerate": {}, "branch": {"content": "Else?"}}.get(door, question(session))
    paths = {"regenerate": f"/messages/{ids['a']}/regenerate/", "branch": f"/messages/{ids['user']}/branch/"}
    trigger = {"session_id": str(session.pk), "trigger": "regenerate-message", "side": "a"}
    return client.post(paths.get(door, "/messages/stream/"), json=trigger if door == "trigger" else body)


@pytest.mark.parametrize("door", ["stream", "regenerate", "trigger", "branch"])
def test_s40_every_door_counts_for_the_same_allowance(
    door: str, strict: Server, owner: Client, simulator: Simulator
) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    with at(strict, owner) as client:
        ids = ids_of(tell(client, question(session)))

        answers = [knock(client, door, ids, session) for _ in range(ALLOWANCE)]

    assert [answer.status_code for answer in answers] == [200] * (ALLOWANCE - 1) + [429]


def test_s40_a_question_to_many_counts_as_many(strict: Server, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in range(ALLOWANCE)])
    with at(strict, owner) as client:
        answers = [client.post("/messages/stream/", json=question(session)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]


def test_s40_a_title_asks_no_model(strict: Server, owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    with at(strict, owner) as client:
        tell(client, question(session))

        answer = client.post(f"/sessions/{session.pk}/generate_title/", json={})

    assert answer.is_success
    assert len(simulator.calls_of(model)) == 1


@pytest.mark.parametrize("wish", [{"max_tokens": 1_000_000}, {"n": 100}], ids=["max_tokens", "n"])
def test_s40_what_a_wish_costs_is_held_first(wish: dict[str, int], owner: Client, simulator: Simulator) -> None:
    """More answers than one of each side cannot be wished for."""
    model = simulator.make_model(speak(), max_output=50)
    session = seat(owner.user, model)
    budget = grant(5000, user=owner.user)

    answer = owner.post("/messages/stream/", json=question(session, **wish))  # type: ignore[arg-type]

    if "n" in wish:
        assert answer.is_success
        assert Message.objects.filter(session=session, role="assistant").count() == 1
        assert '"n"' not in simulator.calls_of(model)[0]["body"]
    else:
        assert refusal(answer) == (402, "budget_exceeded")
        assert simulator.calls_of(model) == []
        assert used(budget) == 0


def test_s40_in_band_too(strict: Server, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in range(ALLOWANCE)])
    with at(strict, owner) as client:
        tell(client, question(session))
        placeholder = {"role": "assistant", "id": "x", "participant": "a", "status": "pending"}
        body = question(session)
        body["messages"].append(placeholder)

        answer = client.post("/messages/stream/", json=body)

    assert refused_in_band(answer, "a", "throttled", is_retryable=True)
