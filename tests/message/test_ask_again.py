"""POST /messages/stream/ twice: a retry attaches to what it began, another question waits for its turn."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from message.models import Run
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate
from tests.message.submitting import again, all_at_once, ids_of, named, newest, placed, refusal, rows_of, tell
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.simulator.scenarios import WORDS, refuse, speak

REPLAYED = "Idempotent-Replayed"
KEY = {"Idempotency-Key": "once"}
ONCE = "".join(WORDS)


def test_of_many_with_one_key_one_asks_and_all_hear(owner: Client, simulator: Simulator) -> None:
    count = 64
    gate = new_gate()
    models = [simulator.make_model((gate, *speak())) for _ in "ab"]
    session = seat(owner.user, *models)

    with all_at_once(owner, [question(session)] * count, headers=KEY) as ears:
        simulator.open(gate.gate)
        heard = [hear("lines", ear.rest()) for ear in ears]

    assert {ear.response.status_code for ear in ears} == {200}
    assert [ear.headers.get(REPLAYED) for ear in ears].count(None) == 1
    assert [ear.headers.get(REPLAYED) for ear in ears].count("true") == count - 1
    assert [(ids_of(each), said(each), ends(each)) for each in heard] == [
        (ids_of(heard[0]), {"a": ONCE, "b": ONCE}, ends(heard[0]))
    ] * count
    assert [len(simulator.calls_of(model)) for model in models] == [1, 1]
    assert session.messages.count() == 3


@pytest.mark.parametrize("identifier", [None, "msg-17"], ids=["a uuid", "a word"])
def test_the_id_of_a_question_is_a_key_too(identifier: str | None, owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model((gate, *speak()))
    session = seat(owner.user, model)
    body = named(session, identifier or str(uuid4()))

    with all_at_once(owner, [body] * 8) as ears:
        simulator.open(gate.gate)
        heard = [said(hear("lines", ear.rest())) for ear in ears]

    assert [ear.headers.get(REPLAYED) for ear in ears].count(None) == 1
    assert heard == [{"a": ONCE}] * 8
    assert (len(simulator.calls_of(model)), session.messages.count()) == (1, 2)


@pytest.mark.parametrize("form", ["lines", "text", "sse", "ui"])
def test_what_has_ended_is_told_again_as_it_was(form: str, owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model, simulator.make_model(refuse(401)))
    first = tell(owner, question(session), form=form, headers=KEY)
    # To the end of every side; ui knows one of them.
    tell(owner, question(session), headers=KEY)
    before = rows_of(session)

    with ask(owner, question(session), headers=KEY, params={"stream_format": form}) as ear:
        second = hear(form, ear.rest())

    assert ear.headers[REPLAYED] == "true"
    assert (said(second), ends(second)) == (said(first), ends(first))
    assert rows_of(session) == before
    assert len(simulator.calls_of(model)) == 1


def test_a_failure_is_told_again_as_one(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(refuse(401), speak())
    session = seat(owner.user, model)
    body = placed(session, "a")

    first, second = tell(owner, body, form="text"), tell(owner, body, form="text")

    assert ends(second) == ends(first)
    assert ends(second)["a"]["code"] == "auth"
    assert len(simulator.calls_of(model)) == 1


def test_a_retry_may_be_told_in_another_format(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    first = tell(owner, question(session), headers=KEY)

    second = tell(owner, question(session), form="sse", headers=KEY)

    assert ends(second) == ends(first)


@pytest.mark.parametrize("change", [{"temperature": 1}, {"messages": [{"role": "user", "content": "Why not?"}]}])
def test_another_body_under_a_key_is_refused(change: dict[str, Any], owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    tell(owner, question(session), headers=KEY)
    before = rows_of(session)

    answer = owner.post("/messages/stream/", json=question(session) | change, headers=KEY)

    assert refusal(answer) == (422, "idempotency_mismatch")
    assert rows_of(session) == before


def test_while_it_speaks_another_body_is_a_mismatch_and_no_second_turn(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model((gate, *speak())))

    with ask(owner, question(session), headers=KEY) as ear:
        answer = owner.post("/messages/stream/", json=question(session, "Else?"), headers=KEY)
        simulator.open(gate.gate)
        ear.rest()

    assert refusal(answer) == (422, "idempotency_mismatch")


def test_a_key_is_ones_own(owner: Client, stranger: Client, simulator: Simulator) -> None:
    sessions = [seat(client.user, simulator.make_model(speak())) for client in (owner, stranger)]

    mine = tell(owner, question(sessions[0]), headers=KEY)
    theirs = tell(stranger, question(sessions[1]), headers=KEY)

    assert ids_of(mine)["run"] != ids_of(theirs)["run"]


def test_with_a_retry_of_somebody_else_nothing_is_heard(owner: Client, stranger: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    tell(owner, question(session), headers=KEY)

    assert refusal(stranger.post("/messages/stream/", json=question(session), headers=KEY)) == (404, "not_found")


def test_of_those_who_ask_at_once_one_is_answered(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, *[simulator.make_model((gate, *speak())) for _ in "ab"])
    bodies = [question(session, f"{number}?") for number in range(8)]

    with all_at_once(owner, bodies) as ears:
        [winner] = [ear for ear in ears if ear.response.is_success]
        answers = [(ear.response, ear.response.read()) for ear in ears if ear is not winner]
        simulator.open(gate.gate)
        heard = hear("lines", winner.rest())

    refused = [(*refusal(answer), answer.json()["run"]) for answer, _ in answers]
    assert refused == [(409, "turn_in_progress", winner.run)] * 7
    assert said(heard) == {"a": ONCE, "b": ONCE}
    assert session.messages.count() == 3


def test_without_a_key_the_same_question_is_a_new_turn(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))

    runs = {ids_of(tell(owner, question(session)))["run"] for _ in range(3)}

    assert (len(runs), session.turns.count()) == (3, 3)


def test_a_regenerate_has_a_key_of_its_own(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    reply = ids_of(tell(owner, question(session)))["a"]

    first = again(owner, reply, headers=KEY)
    second = again(owner, reply, headers=KEY)
    third = again(owner, reply)

    assert (ids_of(second), ends(second)) == (ids_of(first), ends(first))
    assert newest(session, "a").version == 3
    assert ids_of(third)["a"] == str(newest(session, "a").pk)
    assert len(simulator.calls_of(model)) == 3


def test_a_branch_has_one_too(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    asked = ids_of(tell(owner, question(session)))["user"]

    for _ in range(2):
        with listen(owner, "POST", f"/messages/{asked}/branch/", json={"content": "Else?"}, headers=KEY) as ear:
            ear.rest()
    answer = owner.post(f"/messages/{asked}/branch/", json={"content": "More?"}, headers=KEY)

    assert ear.headers[REPLAYED] == "true"
    assert refusal(answer) == (422, "idempotency_mismatch")
    assert session.turns.count() == 2


def test_after_a_day_a_key_is_forgotten_and_not_before(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    runs = {key: ids_of(tell(owner, question(session), headers={"Idempotency-Key": key}))["run"] for key in ("x", "y")}
    day, minute = settings.IDEMPOTENCY_LIFETIME, timedelta(minutes=1)
    for key, age in (("x", day + minute), ("y", day - minute)):
        Run.objects.filter(pk=runs[key]).update(created_at=timezone.now() - age)

    call_command("tick", verbosity=0)

    retried = {key: ids_of(tell(owner, question(session), headers={"Idempotency-Key": key}))["run"] for key in runs}
    assert {key: retried[key] == run for key, run in runs.items()} == {"x": False, "y": True}
