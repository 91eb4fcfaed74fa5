"""ARENA_DURABLE=1: no word is shown before it is in the journal."""

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from message import journal
from message.models import Message
from tests.message.asking import Ear, ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import CALL, think, use_tool
from tests.message.submitting import at, row, wait_for
from tests.message.wandering import Wanderer, by_side, make_answer
from tests.message.wire.decoding import called, ends, hear, said, thought
from tests.outages import Way, comes_during_an_outage
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import pace
from tests.simulator.steps import Hold

WORDS = 60
# As the journal has it where nothing hurries.
USUAL_SECONDS = 0.2


@pytest.fixture(scope="module")
def server(django_db_setup: None, way: Way) -> Iterator[Server]:
    with start_server(ARENA_DURABLE="1", DATABASE_URL=way.address) as server:
        yield server


def read_kept(run: Any) -> dict[str, str]:
    """By side, all that the journal holds, or the messages if the run is over."""
    kept: dict[str, str] = defaultdict(str)
    for _, entry in journal.read([run]):
        for side, pieces in entry.items():
            kept[side] += "".join(text for _, text in pieces)
    return kept or dict(Message.objects.filter(run=run).values_list("participant", "content"))


def hear_and_look(ear: Ear) -> Iterator[tuple[str, str]]:
    """After each line, what was heard and what was kept by then."""
    while ear.line():
        heard, kept = said(hear("lines", ear.heard[: ear.heard.rfind(b"\n") + 1])), read_kept(ear.run)
        yield from ((heard.get(side, ""), kept.get(side, "")) for side in "ab")


def test_what_was_heard_has_been_kept(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(pace(WORDS, 0.01)) for _ in "ab"]

    with ask(owner, question(seat(owner.user, *models))) as ear:
        looks = list(hear_and_look(ear))

    assert [(heard, kept) for heard, kept in looks if not kept.startswith(heard)] == []
    assert len({heard for heard, _ in looks}) > 2
    assert said(hear("lines", ear.heard)) == dict.fromkeys("ab", "word " * WORDS)


def test_what_was_heard_survives_a_death(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(pace(WORDS * 10, 0.002)) for _ in "ab"]

    with ExitStack() as opened:
        dying = opened.enter_context(start_server(ARENA_DURABLE="1"))
        ear = opened.enter_context(ask(opened.enter_context(at(dying, owner)), question(seat(owner.user, *models))))
        while ear.heard.count(b"word") < WORDS:
            assert ear.line()
        dying.process.kill()
        dying.process.wait()
        heard = said(hear("lines", ear.heard[: ear.heard.rfind(b"\n") + 1]))
        kept = read_kept(ear.run)

    assert set(heard) == {"a", "b"}
    assert {side: kept[side].startswith(text) for side, text in heard.items()} == {"a": True, "b": True}


def test_nothing_is_shown_while_it_cannot_be_kept(owner: Client, way: Way, simulator: Simulator) -> None:
    gates = [new_gate(), new_gate()]
    model = simulator.make_model(say_in_turn("Peaches ", gates[0], think("Hm. "), "grow ", gates[1], "on trees."))
    session = seat(owner.user, model)

    with ask(owner, question(session)) as ear, ThreadPoolExecutor() as pool:
        wait_for(ear, b"Peaches")
        with way.cut():
            simulator.open(gates[0].gate)
            word = pool.submit(wait_for, ear, b"grow")
            is_shown = comes_during_an_outage(word)
        word.result()
        simulator.open(gates[1].gate)
        heard = hear("lines", ear.rest())

    assert not is_shown
    assert (said(heard), thought(heard)) == ({"a": "Peaches grow on trees."}, {"a": "Hm. "})
    assert (ends(heard)["a"]["reason"], session.messages.get(participant="a").content) == ("stop", said(heard)["a"])


def test_last_words_are_not_shown_before_they_are_stored(owner: Client, way: Way, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.", use_tool(CALL))))

    with ask(owner, question(session)) as ear, ThreadPoolExecutor() as pool:
        wait_for(ear, b"Peaches")
        with way.cut():
            simulator.open(gate.gate)
            rest = pool.submit(wait_for, ear, b"grow")
            is_shown = comes_during_an_outage(rest)
        rest.result()
        heard = hear("lines", ear.rest())

    reply = session.messages.get(participant="a")
    assert not is_shown
    assert (said(heard), called(heard)) == ({"a": "Peaches grow."}, [("a", CALL)])
    assert (reply.status, reply.content, reply.tool_calls) == ("success", "Peaches grow.", [CALL])


@pytest.mark.parametrize("form", ["lines", "sse"])
def test_the_whole_is_what_is_stored(form: str, owner: Client, simulator: Simulator) -> None:
    dice = random.Random(form)
    answers = {side: make_answer(dice, pieces=200, calls=2) for side in "ab"}
    models = [simulator.make_model(answer.scenario) for answer in answers.values()]

    with ask(owner, question(seat(owner.user, *models))) as ear:
        reader = Wanderer(owner, ear.run, form=form, dice=dice)
        reader.wander()
        whole = hear("lines", ear.rest())

    replies = {side: row(end["message_id"]) for side, end in ends(whole).items()}
    for heard in (whole, reader.heard):
        assert said(heard) == by_side(answers, "text") == {side: reply.content for side, reply in replies.items()}
        assert thought(heard) == {side: reply.reasoning for side, reply in replies.items()}
        assert {(side, call["id"]) for side, call in called(heard)} == {
            (side, call["id"]) for side, reply in replies.items() for call in reply.tool_calls
        }
    assert [len(reply.tool_calls) for reply in replies.values()] == [2, 2]


def test_what_was_shown_is_what_a_stop_keeps(owner: Client, there: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn(think("Hm. "), "Peaches ", "grow", Hold())))

    with ask(owner, question(session)) as ear:
        wait_for(ear, b"grow")
        answer = there.post(f"/runs/{ear.run}/stop/", json={})
        heard = hear("lines", ear.rest())

    reply = session.messages.get(participant="a")
    assert answer.status_code == 202
    assert (reply.status, reply.content, reply.reasoning) == ("stopped", said(heard)["a"], thought(heard)["a"])
    assert said(heard) == {"a": "Peaches grow"}


def test_words_come_as_they_are_said(owner: Client, simulator: Simulator) -> None:
    """Each is kept at once, not when the journal would have had its turn."""
    gates = [new_gate() for _ in range(10)]
    model = simulator.make_model(say_in_turn(*(step for gate in gates for step in (gate, "word "))))

    with ask(owner, question(seat(owner.user, model))) as ear:
        began = time.monotonic()
        for count, gate in enumerate(gates, 1):
            simulator.open(gate.gate)
            while ear.heard.count(b"word ") < count:
                ear.line()
        seconds = time.monotonic() - began

    assert seconds < len(gates) * USUAL_SECONDS
