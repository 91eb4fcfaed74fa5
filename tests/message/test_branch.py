"""POST /messages/{id}/branch/, and questions that name what they come after: turns beside turns."""

from typing import Any
from uuid import uuid4

import pytest

from message.models import MAX_QUESTION
from tests.conversations import make_session, say
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import (
    again,
    ids_of,
    prompts_of,
    refusal,
    refused_in_band,
    reword,
    row,
    rows_of,
    show,
    tell,
)
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.simulator.scenarios import speak


def after(body: dict[str, Any], *parents: Any) -> dict[str, Any]:
    body["messages"][0]["parent_message_ids"] = list(parents)
    return body


def test_another_wording_is_a_turn_beside_the_first(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *[simulator.make_model(speak()) for _ in "ab"])
    first = ids_of(tell(owner, question(session, "One?")))
    two = ids_of(tell(owner, question(session, "Two?")))

    other = ids_of(reword(owner, two["user"], "Two, in other words?"))

    asked, before = row(other["user"]), row(two["user"])
    assert (asked.turn.parent_id, asked.stem) == (before.turn.parent_id, before.stem)
    assert (asked.turn.number, asked.turn.depth, asked.version, asked.position) == (3, 1, 2, 3)
    assert asked.parent_message_ids == [first["a"], first["b"]]
    assert show(owner, session, "id", "position", "version", "versions") == [
        *([first[name], place, 1, 1] for place, name in enumerate(("user", "a", "b"))),
        [other["user"], 3, 2, 2],
        *([other[name], place, 1, 1] for place, name in ((4, "a"), (5, "b"))),
    ]


def test_it_hears_what_was_said_before_and_nothing_of_the_first_wording(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(*[say_in_turn(text) for text in ("1", "2", "3", "4")])
    session = seat(owner.user, model)
    tell(owner, question(session, "One?"))
    two = ids_of(tell(owner, question(session, "Two?")))["user"]

    reword(owner, two, "Two, in other words?")
    tell(owner, question(session, "Three?"))

    path = [("user", "One?"), ("assistant", "1"), ("user", "Two, in other words?")]
    assert prompts_of(simulator, model)[2:] == [path, [*path, ("assistant", "3"), ("user", "Three?")]]


def test_the_first_question_has_other_wordings_too(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    first = ids_of(tell(owner, question(session, "One?")))["user"]
    tell(owner, question(session, "Two?"))

    other = row(ids_of(reword(owner, first, "One, in other words?"))["user"])

    assert (other.turn.parent, other.version, other.position, other.parent_message_ids) == (None, 2, 0, [])
    assert prompts_of(simulator, model)[-1] == [("user", "One, in other words?")]
    assert show(owner, session, "content") == [["One, in other words?"], ["Peaches grow on trees."]]


def test_the_wording_of_a_wording_is_its_sibling(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    first = ids_of(tell(owner, question(session)))["user"]

    second = ids_of(reword(owner, first, "Why not?"))["user"]
    third = ids_of(reword(owner, second, "Why else?"))["user"]

    assert [row(each).version for each in (first, second, third)] == [1, 2, 3]
    assert len({row(each).stem for each in (first, second, third)}) == 1


def test_parents_lead_back_to_a_branch(owner: Client, simulator: Simulator) -> None:
    """By a question, by a reply, by an older version of a reply; by several, the newest turn counts."""
    model = simulator.make_model(*[say_in_turn(str(number)) for number in range(1, 9)])
    session = seat(owner.user, model)
    left = ids_of(tell(owner, question(session, "Left?")))
    right = ids_of(reword(owner, left["user"], "Right?"))
    again(owner, right["a"])

    led = [
        tell(owner, after(question(session, "On the left?"), left["a"])),
        tell(owner, after(question(session, "On the left too?"), left["user"])),
        tell(owner, after(question(session, "On the right?"), right["a"])),
        tell(owner, after(question(session, "Further?"), left["a"], right["a"])),
    ]

    turns = [row(ids_of(heard)["user"]).turn.parent_id for heard in led]
    here, there = row(left["user"]).turn_id, row(right["user"]).turn_id
    assert turns == [here, here, there, there]
    assert [prompt[:2] for prompt in prompts_of(simulator, model)[3:]] == [
        *([[("user", "Left?"), ("assistant", "1")]] * 2),
        *([[("user", "Right?"), ("assistant", "3")]] * 2),
    ]
    assert [row(ids_of(heard)["user"]).version for heard in led] == [1, 2, 1, 2]


@pytest.mark.parametrize("parents", [[], None, [str(uuid4())], ["msg-1", 5, None, {}], "x", 5, {"a": 1}], ids=str)
def test_unknown_parents_mean_the_current_path(parents: Any, owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(speak())
    session = seat(owner.user, model)
    tell(owner, question(session, "One?"))
    body = question(session, "Two?")
    body["messages"][0]["parent_message_ids"] = parents

    told = row(ids_of(tell(owner, body))["user"])

    assert (told.turn.depth, told.position) == (1, 2)
    assert prompts_of(simulator, model)[-1][0] == ("user", "One?")


def test_parents_of_somebody_else_say_nothing(owner: Client, stranger: Client, simulator: Simulator) -> None:
    """Nor do those of another session of one's own; and nobody hears of it."""
    model = simulator.make_model(speak())
    session, other = seat(owner.user, model), seat(owner.user, simulator.make_model(speak()))
    theirs = seat(stranger.user, simulator.make_model(speak()))
    mine = ids_of(tell(owner, question(other, "A secret word: quince.")))
    foreign = ids_of(tell(stranger, question(theirs, "A secret word: medlar.")))
    before = rows_of(other, theirs)

    tell(owner, after(question(session, "One?"), foreign["a"], mine["a"]))
    two = row(ids_of(tell(owner, after(question(session, "Two?"), foreign["a"], foreign["user"], mine["a"])))["user"])

    assert two.turn.depth == 1
    assert prompts_of(simulator, model) == [
        [("user", "One?")],
        [("user", "One?"), ("assistant", "Peaches grow on trees."), ("user", "Two?")],
    ]
    assert rows_of(other, theirs) == before


def test_only_questions_have_wordings(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    reply = ids_of(tell(owner, question(session)))["a"]

    assert refusal(owner.post(f"/messages/{reply}/branch/", json={"content": "Why?"})) == (400, "invalid")
    assert session.turns.count() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "invalid"),
        ({"content": None}, "invalid"),
        ({"content": " \n"}, "invalid"),
        ({"content": 5}, "invalid"),
        ({"content": "x" * (MAX_QUESTION + 1)}, "too_long"),
        ({"content": "Why?", "temperature": "hot"}, "invalid"),
    ],
    ids=["nothing", "null", "blank", "a number", "too long", "a wish"],
)
def test_a_wording_is_a_question_as_any_other(body: dict[str, Any], code: str, owner: Client) -> None:
    asked = say(make_session(owner.user), "Why?", "Because.").messages.get(participant="").pk

    assert refusal(owner.post(f"/messages/{asked}/branch/", json=body)) == (400, code)


def test_while_a_side_speaks_no_branch_begins(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(speak(), (gate, *speak())))
    first = ids_of(tell(owner, question(session)))["user"]

    with ask(owner, question(session)) as ear:
        refused, in_text = [
            owner.post(f"/messages/{first}/branch/", json={"content": "Why not?"}, params=params)
            for params in ({}, {"stream_format": "text"})
        ]
        simulator.open(gate.gate)
        ear.rest()

    assert refused_in_band(in_text, "a", "turn_in_progress", is_retryable=True)
    assert (*refusal(refused), refused.json()["run"]) == (409, "turn_in_progress", ear.run)
    assert session.turns.count() == 2


def test_what_is_not_ones_own_is_not_there(owner: Client, stranger: Client, guest: Client, nobody: Client) -> None:
    session = make_session(owner.user)
    asked = say(session, "Why?", "Because.").messages.get(participant="").pk
    before = rows_of(session)

    body = {"content": "Why not?"}
    refused = [client.post(f"/messages/{asked}/branch/", json=body) for client in (stranger, guest, nobody)]

    assert list(map(refusal, refused)) == [(404, "not_found")] * 2 + [(401, "unauthenticated")]
    assert rows_of(session) == before


@pytest.mark.parametrize("form", ["lines", "text", "sse", "ui"])
def test_a_branch_is_told_in_every_format(form: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))
    first = ids_of(tell(owner, question(session)))["user"]

    answer = owner.post(f"/messages/{first}/branch/", json={"content": "Else?"}, params={"stream_format": form})

    assert list(said(hear(form, answer.content)).values()) == ["Peaches grow on trees."]
