"""S42: the dearest question a guest can put costs what somebody has granted, to the cent, and not one more."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from ai_model.models import AIModel
from message.models import MAX_QUESTION
from tests.message.asking import question, seat
from tests.message.simulating import Simulator, start_simulator
from tests.message.submitting import comes_true, refusal, tell
from tests.message.wire.decoding import ends
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import begin
from tests.simulator.speeches import CHAT, DONE, choice, event
from tests.simulator.steps import Send
from tests.simulator.wire import LAST_CHUNK, chunk
from tests.usage.granting import grant, price, used
from usage.amounts import UNITS_A_DOLLAR
from usage.models import Budget, Charge, Scope

SIDES = 8
LONGEST = 1000
# All that can be bought is bought: a token for each byte heard and its marks, and the whole answer.
HEARD = MAX_QUESTION + 2 * 16
# By the prices of tests/usage: a thousandth of a dollar for a token heard, two for one said.
DOLLARS = (HEARD + 2 * LONGEST) / 1000


def tell_all(heard: int, said: int) -> Any:
    usage = {"prompt_tokens": heard, "completion_tokens": said}
    ending = event(choice({}, "length")) + event({"choices": [], "usage": usage}) + DONE
    return (*begin([CHAT.piece("x")]), Send(chunk(ending) + LAST_CHUNK))


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    """One that slows nobody down: here money alone is the limit."""
    with start_server(ARENA_THROTTLES="off") as server:
        yield server


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with start_simulator() as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def nobodys_budget(database: None) -> Iterator[None]:
    yield
    Budget.objects.all().delete()


def dearest(guest: Client, simulator: Simulator) -> dict[str, Any]:
    models = [price(simulator.make_model(tell_all(HEARD, LONGEST))) for _ in range(SIDES)]
    return question(seat(guest.user, *models), "x" * MAX_QUESTION, max_tokens=LONGEST)


@pytest.mark.parametrize("scope", [Scope.SITE, Scope.NETWORK, Scope.GUEST])
def test_s42_the_dearest_question_is_paid_to_the_cent(scope: str, guest: Client, simulator: Simulator) -> None:
    budget = grant(f"{SIDES * DOLLARS:.6f}", "dollars", scope=scope)

    ended = ends(tell(guest, dearest(guest, simulator)))

    assert {end["finishReason"] for end in ended.values()} == {"stop"}
    assert used(budget) == budget.limit == round(SIDES * DOLLARS * 1000) * UNITS_A_DOLLAR // 1000


@pytest.mark.parametrize("scope", [Scope.SITE, Scope.NETWORK, Scope.GUEST])
def test_s42_a_cent_less_and_nobody_is_called(scope: str, guest: Client, simulator: Simulator) -> None:
    budget = grant(f"{SIDES * DOLLARS - 0.01:.6f}", "dollars", scope=scope)
    body = dearest(guest, simulator)

    answer = guest.post("/messages/stream/", json=body)

    assert refusal(answer) == (402, "budget_exceeded")
    assert used(budget) == 0
    assert not Charge.objects.filter(session=body["session_id"]).exists()


def test_s42_of_a_provider_only_as_many_sides_speak_as_it_can_be_paid_for(guest: Client, simulator: Simulator) -> None:
    body = dearest(guest, simulator)
    provider = AIModel.objects.filter(contenders__session=body["session_id"])[0].provider
    budget = grant(f"{3 * DOLLARS + 0.01:.6f}", "dollars", provider=provider)

    ended = ends(tell(guest, body))

    assert sorted(end.get("code", "") for end in ended.values()) == [*[""] * 3, *["budget_exceeded"] * 5]
    assert comes_true(lambda: used(budget) == round(3 * DOLLARS * 1000) * UNITS_A_DOLLAR // 1000)


def test_s42_the_provider_is_told_the_longest_answer_that_was_paid(guest: Client, simulator: Simulator) -> None:
    grant(1000, "dollars", scope=Scope.GUEST)
    model = price(simulator.make_model(tell_all(1, 1), max_output=123))

    tell(guest, question(seat(guest.user, model)))

    (call,) = simulator.calls_of(model)
    assert json.loads(call["body"])["max_tokens"] == 123
