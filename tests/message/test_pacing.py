"""ARENA_BLIND_PACING: who is quicker in a blind battle is not told by when its words come."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest

from ai_model.models import AIModel
from chat_session.models import Session
from message import journal
from message.models import Message
from tests.message.asking import Ear, ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import CALL, think, use_tool
from tests.message.submitting import at, comes_true, newest, tell, wait_for
from tests.message.wire.decoding import Heard, called, ends, hear, measure, said, thought
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import SCENARIOS, pace
from tests.simulator.steps import Hold, Wait

QUICK = (think("Hm. "), "Peaches ", "grow on trees.")
LATE = "No, they are made of stone, and only look as if they grew."


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_BLIND_PACING="paced") as server:
        yield server


@pytest.fixture(scope="module")
def elsewhere(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_BLIND_PACING="paced") as server:
        yield server


@pytest.fixture(scope="module")
def holding(django_db_setup: None) -> Iterator[Server]:
    with start_server(ARENA_BLIND_PACING="held") as server:
        yield server


@pytest.fixture
def gates() -> list[Wait]:
    return [new_gate(), new_gate()]


@pytest.fixture
def models(owner: Client, simulator: Simulator, gates: list[Wait]) -> list[AIModel]:
    """The first has said all (26) before the second, which stands at 2 and then at 5, has said more than it (58)."""
    late = say_in_turn(LATE[:2], gates[0], LATE[2:5], gates[1], LATE[5:])
    return [simulator.make_model(say_in_turn(*QUICK)), simulator.make_model(late)]


@pytest.fixture
def battle(owner: Client, models: list[AIModel]) -> Session:
    return seat(owner.user, *models, mode="random")


def has_ended(session: Session, side: str) -> bool:
    return newest(session, side).status not in Message.LIVE


def until_both_stand_at(place: int, ear: Ear, form: str = "lines") -> list[Heard]:
    """In every write on the way they stand at the same place."""
    while measure(heard := hear(form, ear.heard)).get("b", 0) < place:
        assert measure(heard).get("a", 0) == measure(heard).get("b", 0)
        ear.heard += next(ear.bytes)
    return heard


@pytest.mark.parametrize("form", ["lines", "sse", "text"])
def test_the_slower_sets_the_pace(
    form: str, battle: Session, gates: list[Wait], owner: Client, simulator: Simulator
) -> None:
    with ask(owner, question(battle), params={"stream_format": form}) as ear:
        first = until_both_stand_at(2, ear, form)
        assert comes_true(lambda: has_ended(battle, "a"))
        simulator.open(gates[0].gate)
        second = until_both_stand_at(5, ear, form)
        simulator.open(gates[1].gate)
        heard = hear(form, ear.rest())

    assert (thought(first), said(first), ends(first)) == ({"a": "Hm"}, {"b": "No"}, {})
    assert (thought(second), said(second), ends(second)) == ({"a": "Hm. "}, {"a": "P", "b": LATE[:5]}, {})
    assert (thought(heard), said(heard)) == ({"a": "Hm. "}, {"a": "Peaches grow on trees.", "b": LATE})
    assert {side: end["reason"] for side, end in ends(heard).items()} == {"a": "stop", "b": "stop"}


def test_both_go_on_in_the_same_writes(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(pace(40, pause)) for pause in (0.002, 0.02)]

    with ask(owner, question(seat(owner.user, *models, mode="random"))) as ear:
        heard = until_both_stand_at(200, ear)

    assert said(heard) == dict.fromkeys("ab", "word " * 40)


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_stream_of_one_side_keeps_step_too(
    side: str, battle: Session, gates: list[Wait], owner: Client, simulator: Simulator
) -> None:
    with ask(owner, question(battle), params={"stream_format": "ui", "side": side}) as ear:
        wait_for(ear, b"Hm" if side == "a" else b"No")
        assert comes_true(lambda: has_ended(battle, "a"))
        first = hear("ui", ear.heard)
        for gate in gates:
            simulator.open(gate.gate)
        heard = hear("ui", ear.rest())

    assert measure(first)[""] == 2
    assert said(heard)[""] == ("Peaches grow on trees." if side == "a" else LATE)


def test_a_reader_of_another_worker_is_told_no_more(
    battle: Session, gates: list[Wait], owner: Client, elsewhere: Server, simulator: Simulator
) -> None:
    with ExitStack() as opened:
        ear = opened.enter_context(ask(owner, question(battle)))
        there = opened.enter_context(at(elsewhere, owner))
        tab = opened.enter_context(listen(there, "GET", f"/runs/{ear.run}/stream/"))
        first = until_both_stand_at(2, tab)
        assert comes_true(lambda: has_ended(battle, "a"))
        late = opened.enter_context(listen(there, "GET", f"/runs/{ear.run}/stream/", params={"after": "a:20,b:1"}))
        wait_for(late, b"b0:")
        for gate in gates:
            simulator.open(gate.gate)
        whole, rest, mine = (hear("lines", each.rest()) for each in (tab, late, ear))

    assert (thought(first), said(first), ends(first)) == ({"a": "Hm"}, {"b": "No"}, {})
    assert (said(whole), thought(whole), ends(whole)) == (said(mine), thought(mine), ends(mine))
    assert said(rest) == {"a": "trees.", "b": LATE[1:]}
    assert "rewind" not in {each.kind for each in rest}


@pytest.mark.parametrize(("after", "left"), [("a:1,b:0", "m. "), ("a:9,b:2", ""), ("a:99,b:2", "")])
def test_who_comes_back_waits_as_well(
    after: str, left: str, battle: Session, gates: list[Wait], owner: Client, simulator: Simulator
) -> None:
    with ExitStack() as opened:
        ear = opened.enter_context(ask(owner, question(battle)))
        until_both_stand_at(2, ear)
        assert comes_true(lambda: has_ended(battle, "a"))
        again = opened.enter_context(listen(owner, "GET", f"/runs/{ear.run}/stream/", params={"after": after}))
        simulator.open(gates[0].gate)
        until_both_stand_at(5, ear)
        wait_for(again, b"b0:")
        first = hear("lines", again.heard)
        simulator.open(gates[1].gate)
        heard = hear("lines", again.rest())

    assert (ends(first), said(heard)["b"]) == ({}, LATE[int(after[-1]) :])
    assert thought(heard).get("a", "") == left
    assert [each.data["rewind"] for each in heard if each.kind == "rewind"] == ([{"a": 26}] if "99" in after else [])


def test_a_regenerate_is_told_as_far_as_it_has_come(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(say_in_turn("Yes."), say_in_turn("Peaches ", gate, "grow.")) for _ in "ab"]
    session = seat(owner.user, *models, mode="random")
    tell(owner, question(session))

    with listen(owner, "POST", f"/messages/{newest(session, 'b').pk}/regenerate/") as ear:
        wait_for(ear, b"Peaches")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert said(heard) == {"b": "Peaches grow."}


def test_failures_and_calls_wait_for_their_turn(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    told = (SCENARIOS["400"], say_in_turn(use_tool(CALL)), say_in_turn(gate, "No."))
    session = seat(owner.user, *(simulator.make_model(each) for each in told), mode="random")

    with ask(owner, question(session)) as ear:
        first = hear("lines", f"{ear.line()}\n".encode())
        assert comes_true(lambda: has_ended(session, "a") and has_ended(session, "b"))
        states = owner.get(f"/runs/{ear.run}/").json()["sides"]
        simulator.open(gate.gate)
        # All of it was still to come.
        heard = hear("lines", ear.rest())

    assert [each.kind for each in first] == ["run"]
    assert {(side["state"], side["position"]) for side in states.values()} == {("streaming", 0)}
    assert [each.kind for each in heard[: heard.index(Heard("text", "c", "No."))]] == ["run", "end", "tool_call", "end"]
    assert (ends(heard)["a"]["code"], len(called(heard))) == ("upstream_refused", 1)


def test_a_stopped_side_is_told_whole_and_looks_alive_until_then(
    battle: Session, gates: list[Wait], models: Sequence[AIModel], owner: Client, simulator: Simulator
) -> None:
    simulator.play(models[0], say_in_turn(*QUICK, Hold()))

    with ask(owner, question(battle)) as ear:
        until_both_stand_at(2, ear)
        assert comes_true(lambda: "trees." in str(list(journal.read([UUID(ear.run)]))))
        answers = [owner.post(f"/runs/{ear.run}/stop/", json={"side": "a"})]
        assert comes_true(lambda: has_ended(battle, "a"))
        answers.append(owner.post(f"/runs/{ear.run}/stop/", json={"side": "a"}))
        for gate in gates:
            simulator.open(gate.gate)
        heard = hear("lines", ear.rest())
    answers.append(owner.post(f"/runs/{ear.run}/stop/", json={"side": "a"}))

    shown = [(answer.status_code, answer.json()["sides"]["a"]["state"]) for answer in answers]
    assert shown == [(202, "streaming"), (202, "streaming"), (200, "stopped")]
    reply = newest(battle, "a")
    assert (reply.status, reply.content, reply.reasoning) == ("stopped", said(heard)["a"], thought(heard)["a"])


def test_held_back_nothing_is_told_before_all_have_ended(
    battle: Session, gates: list[Wait], owner: Client, holding: Server, simulator: Simulator
) -> None:
    with at(holding, owner) as client, ask(client, question(battle)) as ear:
        first = ear.line()
        simulator.open(gates[0].gate)
        assert comes_true(lambda: has_ended(battle, "a"))
        run: Any = client.get(f"/runs/{ear.run}/").json()
        with listen(client, "GET", f"/runs/{ear.run}/stream/") as tab:
            again = tab.line()
        simulator.open(gates[1].gate)
        heard = hear("lines", ear.rest())

    assert {(side["state"], side["position"]) for side in run["sides"].values()} == {("streaming", 0)}
    assert again == first
    assert [(each.kind, each.side) for each in heard[:1] + heard[-2:]] == [("run", ""), ("text", "b"), ("end", "b")]
    assert said(heard) == {"a": "Peaches grow on trees.", "b": LATE}


@pytest.mark.parametrize("mode", ["compare", "random"])
def test_by_default_and_where_names_are_shown_each_goes_its_own_way(
    mode: str, models: list[AIModel], gates: list[Wait], owner: Client, there: Client, simulator: Simulator
) -> None:
    """`there` is a worker without the setting."""
    session = seat(owner.user, *models, mode=mode)
    client = owner if mode == "compare" else there

    with ask(client, question(session)) as ear:
        wait_for(ear, b"ad:", b"No")
        sides = client.get(f"/runs/{ear.run}/").json()["sides"]
        for gate in gates:
            simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert [(side["state"], side["position"]) for side in sides.values()] == [("success", 26), ("streaming", 2)]
    assert said(heard) == {"a": "Peaches grow on trees.", "b": LATE}
