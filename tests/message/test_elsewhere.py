"""A run that is heard on another worker: from any place, in any format, as on its own."""

import random
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any
from uuid import UUID

import pytest

from ai_model.models import AIModel
from message.models import Journal
from tests.message.asking import Ear, ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import CALL, follow, kinds, tell_story, think, use_tool
from tests.message.submitting import at, comes_true, ids_of, row, tell, wait_for
from tests.message.wandering import Wanderer, by_side, make_answer
from tests.message.wire.decoding import READERS, Heard, called, ends, hear, said, thought
from tests.people import Client
from tests.servers import start_server
from tests.simulator.scenarios import SCENARIOS, pace
from tests.simulator.steps import Hold, Step

# After which nothing is left that a killed worker was saying.
DEATH_SECONDS = 15.0
# Of an answer that takes its time; how many come while it does, and how long after each other.
WORDS, COMERS, PAUSE_SECONDS = 60, 4, 0.23
SECOND = {**CALL, "id": "call_of_its_own_2"}
# Side a stands at 21 then, and at 30 in the end; side b at 2 and at 3.
BEGINNING = (think("Hm. "), "Peaches ", think("So: "), "grow ")
REST = ("on trees.", use_tool(CALL), use_tool(SECOND, index=1))


def make_models(simulator: Simulator, gate: Step) -> list[AIModel]:
    return [simulator.make_model(say_in_turn(*each)) for each in ((*BEGINNING, gate, *REST), ("No", gate, "."))]


def all_of(heard: Sequence[Heard]) -> Any:
    return said(heard), thought(heard), called(heard), ends(heard)


def rewinds(heard: Sequence[Heard]) -> list[Any]:
    return [each.data["rewind"] for each in heard if each.kind == "rewind"]


def count_calls(simulator: Simulator, models: Sequence[AIModel]) -> list[int]:
    return [len(simulator.calls_of(model)) for model in models]


@pytest.mark.parametrize("form", READERS)
def test_who_listens_there_hears_the_same(form: str, owner: Client, there: Client, simulator: Simulator) -> None:
    gate = new_gate()
    models = make_models(simulator, gate)
    tabs = (owner, there)

    with ExitStack() as opened:
        first = opened.enter_context(ask(owner, question(seat(owner.user, *models))))
        path, params = f"/runs/{first.run}/stream/", {"stream_format": form}
        ears = [opened.enter_context(listen(tab, "GET", path, params=params)) for tab in tabs]
        for ear in ears:
            wait_for(ear, b"grow")
        simulator.open(gate.gate)
        mine, theirs = (hear(form, ear.rest()) for ear in ears)

    assert theirs[0] == mine[0]
    assert all_of(theirs) == all_of(mine)
    assert said(theirs)["" if form == "ui" else "a"] == "Peaches grow on trees."
    assert len(called(theirs)) == 2
    assert count_calls(simulator, models) == [1, 1]


@pytest.mark.parametrize(
    ("after", "left"),
    [
        ("a:6,b:1", {"a": "aches grow on trees.", "b": "o."}),
        ("a:21,b:2", {"a": "on trees.", "b": "."}),
        # Ahead of what has been said: they wait.
        ("a:25,b:3", {"a": "rees."}),
        ("a:30,b:0", {"b": "No."}),
        ("a:99", {"b": "No."}),
    ],
)
@pytest.mark.parametrize("form", ["lines", "sse"])
def test_who_goes_on_there_hears_just_the_rest(
    form: str, after: str, left: Any, owner: Client, there: Client, simulator: Simulator
) -> None:
    gate = new_gate()
    models = make_models(simulator, gate)
    tabs = (owner, there)

    with ExitStack() as opened:
        first = opened.enter_context(ask(owner, question(seat(owner.user, *models))))
        wait_for(first, b"grow", b"No")
        path, params = f"/runs/{first.run}/stream/", {"stream_format": form, "after": after}
        ears = [opened.enter_context(listen(tab, "GET", path, params=params)) for tab in tabs]
        for ear in ears:
            ear.line()
        simulator.open(gate.gate)
        mine, theirs = (hear(form, ear.rest()) for ear in ears)

    assert said(theirs) == left
    assert all_of(theirs) == all_of(mine)
    assert rewinds(theirs) == ([{"a": 30}] if after == "a:99" else [])
    assert len(called(theirs)) == (0 if after == "a:99" else 2)
    assert theirs[-1].id == mine[-1].id


@pytest.mark.parametrize("form", ["lines", "sse"])
def test_wherever_a_reader_is_cut_off_there_it_misses_nothing(
    form: str, owner: Client, there: Client, simulator: Simulator
) -> None:
    dice = random.Random(form)
    answers = {side: make_answer(dice, pieces=250, calls=2) for side in "ab"}
    models = [simulator.make_model(answer.scenario) for answer in answers.values()]

    with ask(owner, question(seat(owner.user, *models))) as ear:
        reader = Wanderer(there, ear.run, form=form, dice=dice)
        reader.wander()

    heard = reader.heard
    assert said(heard) == by_side(answers, "text")
    assert thought(heard) == by_side(answers, "reasoning")
    assert {(side, call["id"]) for side, call in called(heard)} == {(s, c) for s in answers for c in answers[s].calls}
    assert rewinds(heard) == []
    assert reader.kills > 1
    assert count_calls(simulator, models) == [1, 1]


def test_whoever_comes_later_there_hears_the_same(owner: Client, there: Client, simulator: Simulator) -> None:
    """Where each begins, the others are further on."""
    model = simulator.make_model(pace(WORDS, 0.02))
    tabs: list[Ear] = []

    with ExitStack() as opened:
        first = opened.enter_context(ask(owner, question(seat(owner.user, model))))
        for _ in range(COMERS):
            tabs.append(opened.enter_context(listen(there, "GET", f"/runs/{first.run}/stream/")))
            time.sleep(PAUSE_SECONDS)
        heard = [hear("lines", tab.rest()) for tab in (first, *tabs)]

    assert [all_of(each) for each in heard] == [({"a": "word " * WORDS}, {}, [], ends(heard[0]))] * (1 + COMERS)


def test_who_comes_after_the_end_hears_all(owner: Client, there: Client, simulator: Simulator) -> None:
    story = tell_story(owner, simulator)

    heard = follow(there, f"/runs/{story.run}/stream/")

    assert heard[0] == story.heard[0]
    assert all_of(heard) == all_of(story.heard)


def test_a_battle_stays_blind_there(owner: Client, there: Client, simulator: Simulator) -> None:
    gate = new_gate()
    models = make_models(simulator, gate)

    body = question(seat(owner.user, *models, mode="random"))
    with ask(owner, body) as ear, listen(there, "GET", f"/runs/{ear.run}/stream/") as tab:
        wait_for(tab, b"grow", b"No")
        simulator.open(gate.gate)
        heard = hear("lines", tab.rest())

    assert [call["id"] for _, call in called(heard)] == ["call_1", "call_2"]
    assert [set(end) & {"usage", "timings"} for end in ends(heard).values()] == [set(), set()]


def test_how_far_it_has_come_is_known_there(owner: Client, there: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(say_in_turn(*BEGINNING, Hold())), simulator.make_model(SCENARIOS["mute"])]

    with ask(owner, question(seat(owner.user, *models))) as ear:
        wait_for(ear, b"grow")
        path = f"/runs/{ear.run}/"
        mine = owner.get(path).json()
        is_known = comes_true(lambda: there.get(path).json() == mine)

    assert is_known
    assert [(side["state"], side["position"]) for side in mine["sides"].values()] == [("streaming", 21), ("pending", 0)]


@pytest.mark.parametrize("path", ["/sessions/{session}/stream/", "/messages/{user}/stream/", "/messages/{a}/stream/"])
def test_it_is_found_there_by_its_session_and_its_messages(
    path: str, owner: Client, there: Client, simulator: Simulator
) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(owner, question(session)) as ear:
        ids = ids_of(hear("lines", f"{ear.line()}\n".encode()))
        with listen(there, "GET", path.format(session=session.pk, **ids)) as tab:
            wait_for(tab, b"Peaches")
            simulator.open(gate.gate)
            heard = hear("lines", tab.rest())
    later = there.get(f"/sessions/{session.pk}/stream/")

    assert ids_of(heard) == ids
    assert said(heard) == {"a": "Peaches grow."}
    assert later.status_code == 204


def test_whoever_listens_there_hears_of_a_death(owner: Client, there: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(say_in_turn(*BEGINNING, Hold())), simulator.make_model(say_in_turn("No."))]
    session = seat(owner.user, *models)

    with ExitStack() as opened:
        dying = opened.enter_context(start_server())
        first = opened.enter_context(ask(opened.enter_context(at(dying, owner)), question(session)))
        path, far = f"/runs/{first.run}/stream/", {"after": "a:25,b:0"}
        tab = opened.enter_context(listen(there, "GET", path, timeout=DEATH_SECONDS))
        ahead = opened.enter_context(listen(there, "GET", path, params=far, timeout=DEATH_SECONDS))
        wait_for(tab, b"grow", b"bd:")
        dying.process.kill()
        killed_at = time.monotonic()
        heard, heard_ahead = (hear("lines", ear.rest()) for ear in (tab, ahead))
        seconds = time.monotonic() - killed_at
    simulator.play(models[0], say_in_turn("Yes."))
    later = tell(there, question(session, "And now?"))

    told, reply = ends(heard), row(ends(heard)["a"]["message_id"])
    assert seconds < DEATH_SECONDS
    assert (said(heard), thought(heard)) == ({"a": "Peaches grow ", "b": "No."}, {"a": "Hm. So: "})
    assert (told["a"]["code"], told["a"]["retryable"], told["b"]["reason"]) == ("interrupted", True, "stop")
    assert (reply.status, reply.content, reply.reasoning) == ("error", said(heard)["a"], thought(heard)["a"])
    assert comes_true(lambda: bool(row(reply.pk).usage and row(reply.pk).usage["estimated"]))
    assert (rewinds(heard_ahead), ends(heard_ahead)["a"]["code"]) == ([{"a": 21}], "interrupted")
    assert kinds(heard_ahead)[-2:] == [("rewind", ""), ("end", "a")]
    assert not Journal.objects.filter(run=UUID(first.run)).exists()
    assert count_calls(simulator, models) == [2, 2]
    assert said(later) == {"a": "Yes.", "b": "No."}
