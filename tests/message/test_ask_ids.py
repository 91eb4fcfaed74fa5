"""POST /messages/stream/ with ids of the client's own: kept if they are free, and nobody else's."""

from typing import Any
from uuid import uuid4

import pytest

from chat_session.models import Session
from message.models import Run
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import all_at_once, ids_of, named, placed, refusal, row, rows_of, show, tell
from tests.people import Client
from tests.simulator.scenarios import speak


def test_ids_that_a_client_has_made_are_kept(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    body = placed(session, "ba")

    told = ids_of(tell(owner, body))

    asked, b, a = [item["id"] for item in body["messages"]]
    assert {name: told[name] for name in ("user", "a", "b")} == {"user": asked, "a": a, "b": b}
    assert [(row(each).participant, row(each).content) for each in (asked, a, b)] == [
        ("", "Why?"),
        ("a", "Peaches grow on trees."),
        ("b", "Peaches grow on trees."),
    ]
    assert show(owner, session, "id") == [[asked], [a], [b]]


def test_of_three_replies_two_may_be_named(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "abc"])
    body = placed(session, "ac")

    told = ids_of(tell(owner, body))

    _, a, c = [item["id"] for item in body["messages"]]
    assert (told["a"], told["c"]) == (a, c)
    assert row(told["b"]).participant == "b"


def test_a_reply_without_a_participant_is_of_side_a(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    body = placed(session, "a")
    del body["messages"][1]["participant"]

    told = ids_of(tell(owner, body))

    assert told["a"] == body["messages"][1]["id"]


def test_an_id_that_is_no_uuid_is_only_a_key(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))

    told = ids_of(tell(owner, named(session, "msg-17")))

    assert row(told["user"]).content == "Why?"
    assert row(told["user"]).run is None
    assert Run.objects.get(pk=told["run"]).idempotency_key == "msg-17"


def test_an_id_that_is_in_use_is_taken_whoever_has_it(owner: Client, stranger: Client, simulator: Simulator) -> None:
    """No word tells whose it is, and nothing changes."""
    mine, other, theirs = [seat(client.user, simulator.make_model(speak())) for client in (owner, owner, stranger)]
    told = [ids_of(tell(client, question(each))) for client, each in ((owner, other), (stranger, theirs))]
    before = rows_of(mine, other, theirs)

    taken = [ids[name] for ids in told for name in ("user", "a")]
    bodies = [named(mine, each) for each in taken] + [question_with_reply(mine, each) for each in taken]
    answers = [owner.post("/messages/stream/", json=body, params={"stream_format": "lines"}) for body in bodies]

    assert list(map(refusal, answers)) == [(409, "id_taken")] * 8
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert rows_of(mine, other, theirs) == before


def question_with_reply(session: Session, identifier: str) -> dict[str, Any]:
    body = question(session)
    body["messages"].append({"role": "assistant", "id": identifier, "participant": "a"})
    return body


def test_an_id_that_was_a_key_is_one_in_every_session(owner: Client, stranger: Client, simulator: Simulator) -> None:
    sessions = [seat(client.user, simulator.make_model(speak())) for client in (owner, owner, stranger)]
    identifier = str(uuid4())
    tell(owner, named(sessions[0], identifier))

    mine = owner.post("/messages/stream/", json=named(sessions[1], identifier))
    theirs = stranger.post("/messages/stream/", json=named(sessions[2], identifier))

    assert [refusal(mine), refusal(theirs)] == [(422, "idempotency_mismatch"), (409, "id_taken")]


def test_a_reply_of_the_same_session_gives_its_id_to_no_other(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    body = placed(session, "a")
    tell(owner, body, form="text")

    body["messages"][0]["id"] = str(uuid4())
    answer = owner.post("/messages/stream/", json=body, params={"stream_format": "lines"})

    assert refusal(answer) == (409, "id_taken")
    assert session.turns.count() == 1


@pytest.mark.parametrize("kind", ["user", "a"])
def test_of_those_who_want_one_id_at_once_one_gets_it(kind: str, owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    bodies = [placed(seat(owner.user, model), "a") for _ in range(6)]
    for body in bodies:
        body["messages"][kind == "a"]["id"] = bodies[0]["messages"][kind == "a"]["id"]

    with all_at_once(owner, bodies, params={"stream_format": "lines"}) as ears:
        for ear in ears:
            ear.response.read()

    answers = [ear.response for ear in ears]
    refused = [refusal(answer) for answer in answers if answer.is_error]
    assert len(refused) == 5
    # The id of a question is a key too: whoever comes late finds the one or the other.
    assert set(refused) <= {(409, "id_taken"), *([(422, "idempotency_mismatch")] if kind == "user" else [])}
    assert len(simulator.calls_of(model)) == 1
