"""A question put while a side still speaks."""

from uuid import uuid4

from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate
from tests.message.submitting import (
    ids_of,
    named,
    newest,
    placed,
    prompts_of,
    refusal,
    refused_in_band,
    row,
    show,
    tell,
)
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.simulator.scenarios import WORDS, speak

ONCE = "".join(WORDS)


def test_what_was_asked_too_early_is_stored_and_can_be_asked_again(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, *[simulator.make_model((gate, *speak()), speak()) for _ in "ab"])
    early = placed(session, "ab", "Early?")

    with ask(owner, question(session)) as ear:
        answer = owner.post("/messages/stream/", json=early)
        still = owner.post(f"/messages/{early['messages'][1]['id']}/regenerate/")
        simulator.open(gate.gate)
        first = ids_of(hear("lines", ear.rest()))

    asked, a, b = [row(item["id"]) for item in early["messages"]]
    assert refused_in_band(answer, "ab", "turn_in_progress", is_retryable=True)
    assert (*refusal(still), still.json()["run"]) == (409, "turn_in_progress", ear.run)
    assert (asked.content, asked.status, asked.position) == ("Early?", "success", 3)
    assert asked.parent_message_ids == [first["a"], first["b"]]
    assert {(reply.status, reply.error_code, reply.content) for reply in (a, b)} == {("error", "overloaded", "")}
    assert (a.run == b.run, a.run.ended_at is None, a.run.format) == (True, False, "text")
    with listen(owner, "POST", f"/messages/{a.pk}/regenerate/") as ear:
        heard = hear("text", ear.rest())
    assert said(heard) == {"a": ONCE}
    assert ids_of(heard)["user"] == str(asked.pk)
    assert (newest(session, "a").version, newest(session, "b").pk) == (2, b.pk)


def test_the_same_again_hears_how_it_failed(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model((gate, *speak())))
    early = placed(session, "a", "Early?")

    with ask(owner, question(session)) as ear:
        owner.post("/messages/stream/", json=early)
        simulator.open(gate.gate)
        ear.rest()
    with ask(owner, early) as ear:
        heard = hear("text", ear.rest())

    assert ear.headers["Idempotent-Replayed"] == "true"
    assert ends(heard)["a"]["code"] == "overloaded"
    assert session.turns.count() == 2


def test_what_was_asked_too_early_in_lines_is_not_stored(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model((gate, *speak())))

    with ask(owner, question(session)) as ear:
        answer = owner.post("/messages/stream/", json=named(session, str(uuid4()), "Early?"))
        simulator.open(gate.gate)
        ear.rest()

    assert refusal(answer) == (409, "turn_in_progress")
    assert session.turns.count() == 1


def test_what_was_asked_too_early_is_heard_by_the_next_turn(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model((gate, *speak()), speak())
    session = seat(owner.user, model)
    with ask(owner, question(session, "One?")) as ear:
        owner.post("/messages/stream/", json=placed(session, "a", "Early?"))
        simulator.open(gate.gate)
        ear.rest()

    tell(owner, question(session, "Three?"))

    assert prompts_of(simulator, model)[1:] == [[("user", "One?"), ("assistant", ONCE), ("user", "Early?\n\nThree?")]]
    assert show(owner, session, "content") == [["One?"], [ONCE], ["Early?"], [""], ["Three?"], [ONCE]]
