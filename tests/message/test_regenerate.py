"""POST /messages/{id}/regenerate/: a newer version beside the older ones."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from django.utils import timezone

from chat_session.models import Session
from message.models import Message, Turn
from tests.conversations import make_session, say
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import (
    again,
    answers,
    ids_of,
    newest,
    prompts_of,
    refusal,
    retrigger,
    reword,
    row,
    rows_of,
    show,
    tell,
)
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.simulator.scenarios import refuse, speak


def regenerate(client: Client, reply: Any) -> httpx.Response:
    return client.post(f"/messages/{reply}/regenerate/")


def test_a_newer_version_stands_beside_the_older_ones(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(*answers("First.", "Second.", "Third.")) for _ in "ab"]
    session = seat(owner.user, *models)
    first = ids_of(tell(owner, question(session)))

    heard = [again(owner, first["b"]), again(owner, newest(session, "b").pk)]

    assert [said(each) for each in heard] == [{"b": "Second."}, {"b": "Third."}]
    assert [ids_of(each).keys() for each in heard] == [{"run", "user", "b"}] * 2
    versions = session.messages.filter(participant="b").order_by("version")
    assert [(each.version, each.content, each.status) for each in versions] == [
        *((number, text, "success") for number, text in enumerate(("First.", "Second.", "Third."), 1)),
    ]
    assert {(*each.parent_message_ids, each.position) for each in versions} == {(first["user"], 2)}
    assert show(owner, session, "content", "version", "versions") == [
        ["Why?", 1, 1],
        ["First.", 1, 1],
        ["Third.", 3, 3],
    ]
    assert [len(simulator.calls_of(model)) for model in models] == [1, 3]
    assert Session.objects.get(pk=session.pk).message_count == session.messages.count() == 5


def test_it_is_asked_what_was_asked_before(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(*answers("1", "2", "2 again"))
    session = seat(owner.user, model)
    tell(owner, question(session, "One?"))
    tell(owner, question(session, "Two?"))

    again(owner, newest(session, "a").pk)

    [_, asked, asked_again] = prompts_of(simulator, model)
    assert asked == asked_again == [("user", "One?"), ("assistant", "1"), ("user", "Two?")]


def test_an_older_version_stands_for_its_side(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(*answers("First.", "Second.", "Third.")))
    first = ids_of(tell(owner, question(session)))["a"]
    again(owner, first)

    heard = again(owner, first)

    assert (said(heard), newest(session, "a").version) == ({"a": "Third."}, 3)


def test_the_next_question_comes_after_the_newest_version(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(*answers("First.", "Second.", "Well."))
    session = seat(owner.user, model)
    first = ids_of(tell(owner, question(session)))["a"]
    second = ids_of(again(owner, first))["a"]
    body = question(session, "And?")
    body["messages"][0]["parent_message_ids"] = [first]

    asked = row(ids_of(tell(owner, body))["user"])

    assert prompts_of(simulator, model)[-1] == [("user", "Why?"), ("assistant", "Second."), ("user", "And?")]
    assert asked.parent_message_ids == [second]


def test_what_failed_may_be_tried_again(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(refuse(401), speak()))
    failed = tell(owner, question(session))

    heard = again(owner, ids_of(failed)["a"])

    assert (ends(failed)["a"]["code"], ends(heard)["a"]["finishReason"]) == ("auth", "stop")
    assert [each.status for each in session.messages.filter(participant="a").order_by("version")] == [
        *("error", "success"),
    ]


def test_only_the_last_turn_is_answered_again(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    first = ids_of(tell(owner, question(session)))["a"]
    tell(owner, question(session))
    before = rows_of(session)

    assert refusal(regenerate(owner, first)) == (409, "not_last")
    assert rows_of(session) == before


def test_a_turn_of_another_branch_is_not_the_last(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    left = ids_of(tell(owner, question(session)))
    right = ids_of(reword(owner, left["user"], "Why not?"))

    assert refusal(regenerate(owner, left["a"])) == (409, "not_last")
    assert said(again(owner, right["a"])) == {"a": "Peaches grow on trees."}


@pytest.mark.parametrize("through", ["address", "trigger"])
def test_a_turn_that_was_voted_on_stays_as_it_is(through: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    reply = ids_of(tell(owner, question(session)))["a"]
    Turn.objects.filter(session=session).update(voted_at=timezone.now())
    before = rows_of(session)

    refused = {
        "address": lambda: regenerate(owner, reply),
        "trigger": lambda: owner.post("/messages/stream/", json=retrigger(session)),
    }[through]()

    assert refusal(refused) == (409, "already_voted")
    assert rows_of(session) == before


def test_a_side_may_speak_again_beside_one_that_still_speaks(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    slow, quick = simulator.make_model(say_in_turn("Slow", gate, "ly.")), simulator.make_model(*answers("1", "2", "3"))
    session = seat(owner.user, slow, quick)

    with ask(owner, question(session)) as ear:
        ear.until("bd:")
        reply = newest(session, "b").pk
        heard = [said(again(owner, reply)) for _ in range(2)]
        refused = owner.post("/messages/stream/", json=question(session))
        simulator.open(gate.gate)
        first = said(hear("lines", ear.rest()))

    assert heard == [{"b": "2"}, {"b": "3"}]
    assert first == {"a": "Slowly.", "b": "1"}
    assert (*refusal(refused), refused.json()["run"]) == (409, "turn_in_progress", ear.run)


def test_a_side_that_still_speaks_is_let_finish(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Slow", gate, "ly.")), simulator.make_model(speak()))

    with ask(owner, question(session)) as ear:
        ear.until("bd:")
        before = rows_of(session)
        refused = regenerate(owner, newest(session, "a").pk)
        after = rows_of(session)
        simulator.open(gate.gate)
        ear.rest()

    assert (*refusal(refused), refused.json()["run"]) == (409, "turn_in_progress", ear.run)
    assert after[1:3] == before[1:3]
    assert session.messages.count() == 3


def test_a_question_is_not_generated(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    asked = ids_of(tell(owner, question(session)))["user"]

    assert refusal(regenerate(owner, asked)) == (400, "invalid")
    assert session.messages.count() == 2


def test_what_is_not_ones_own_is_not_there(owner: Client, stranger: Client, guest: Client, nobody: Client) -> None:
    turn = say(make_session(owner.user), "Why?", "Because.")
    reply = turn.messages.get(participant="a").pk

    refused = [regenerate(client, reply) for client in (stranger, guest, nobody)]

    assert list(map(refusal, refused)) == [(404, "not_found")] * 2 + [(401, "unauthenticated")]
    assert refusal(regenerate(owner, uuid4())) == (404, "not_found")
    assert Message.objects.filter(turn=turn).count() == 2


def test_wishes_count_for_it(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    reply = ids_of(tell(owner, question(session)))["a"]

    with listen(owner, "POST", f"/messages/{reply}/regenerate/", json={"temperature": 1.5}) as ear:
        ear.rest()
    refused = owner.post(f"/messages/{reply}/regenerate/", json={"temperature": 3})

    assert '"temperature":1.5' in simulator.calls_of(model)[1]["body"]
    assert refusal(refused) == (400, "invalid")
