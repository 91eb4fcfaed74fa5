"""POST /messages/stream/ with the trigger that lets a side answer again."""

from typing import Any
from uuid import uuid4

import pytest

from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate
from tests.message.submitting import all_at_once, answers, newest, refusal, retrigger, tell
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.simulator.scenarios import speak


def test_of_many_at_once_one_speaks(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(speak(), (gate, *speak()))
    session = seat(owner.user, model)
    tell(owner, question(session))

    with all_at_once(owner, [retrigger(session)] * 8) as ears:
        refused = [(ear.response, ear.response.read()) for ear in ears if ear.response.is_error]
        [winner] = [ear for ear in ears if ear.response.is_success]
        simulator.open(gate.gate)
        winner.rest()

    assert {refusal(answer) for answer, _ in refused} == {(409, "turn_in_progress")}
    assert (len(refused), len(simulator.calls_of(model)), newest(session, "a").version) == (7, 2, 2)


@pytest.mark.parametrize(("side", "wish"), [("b", {"side": "b"}), ("a", {}), ("a", {"side": None})])
def test_the_trigger_means_the_side_that_it_names(
    side: str, wish: dict[str, Any], owner: Client, simulator: Simulator
) -> None:
    session = seat(owner.user, *[simulator.make_model(*answers("First.", "Second.")) for _ in "ab"])
    tell(owner, question(session))
    messages = [{"role": "user", "id": str(uuid4()), "content": "This is not looked at."}]

    heard = tell(owner, retrigger(session, messages=messages, **wish))

    assert said(heard) == {side: "Second."}
    assert [each.content for each in session.messages.filter(participant="")] == ["Why?"]


def test_in_ui_the_side_of_the_address_is_meant(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(*answers("First.", "Second.")) for _ in "ab"])
    with ask(owner, question(session), params={"stream_format": "ui", "side": "b"}) as ear:
        first = said(hear("ui", ear.rest()))

    with ask(owner, retrigger(session), params={"stream_format": "ui", "side": "b"}) as ear:
        second = said(hear("ui", ear.rest()))

    assert (first, second) == ({"": "First."}, {"": "Second."})
    assert (newest(session, "a").version, newest(session, "b").version) == (1, 2)


def test_a_side_that_has_said_nothing_has_nothing_to_say_again(owner: Client, simulator: Simulator) -> None:
    empty, told = [seat(owner.user, simulator.make_model(speak())) for _ in range(2)]
    tell(owner, question(told))

    refused = [owner.post("/messages/stream/", json=each) for each in (retrigger(empty), retrigger(told, side="b"))]

    assert [refusal(answer) for answer in refused] == [(400, "invalid")] * 2
    assert (empty.messages.count(), told.messages.count()) == (0, 2)


def test_all_sides_may_answer_again_at_once(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(*answers("First.", "Second.")) for _ in "abcd"])
    tell(owner, question(session))

    with all_at_once(owner, [retrigger(session, side=side) for side in "abcd"]) as ears:
        heard = [said(hear("lines", ear.rest())) for ear in ears]

    assert heard == [{side: "Second."} for side in "abcd"]
    assert [newest(session, side).version for side in "abcd"] == [2, 2, 2, 2]
