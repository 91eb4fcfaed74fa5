"""The AI SDK's own transport and reader: what a chat made with it shows is what is stored."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from message.models import Message, Run
from tests.clients.answers import CALLS, HARD, LONG, SAID, make_answers
from tests.clients.comparing import differ
from tests.clients.cutting import lay_line
from tests.clients.racing import load_replies, token_of
from tests.clients.running import Program, start
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.people import Client
from tests.servers import Server

SCRIPT = "with_ai_sdk.mjs"
SECONDS = 20.0
QUESTION = 'Why "so"?\nनमस्ते\u2028👩\u200d👧'
# What is no JSON stays as it was written.
INPUTS = {"call_1": json.loads(CALLS["call_1"][1]), "call_2": CALLS["call_2"][1]}


@dataclass(frozen=True, slots=True)
class Told:
    """What a chat shows: a message of parts."""

    message: Mapping[str, Any]
    errors: Sequence[str]

    def join(self, kind: str) -> str:
        return "".join(part["text"] for part in self.message["parts"] if part["type"] == kind)

    @property
    def tools(self) -> dict[str, Any]:
        return {part["toolCallId"]: part["input"] for part in self.message["parts"] if part["type"].startswith("tool-")}


def read(program: Program) -> Told:
    (told,) = program.tell()
    return Told(**told)


@pytest.fixture(scope="module")
def told(
    asker: Client, server: Server, simulator: Simulator, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Message, Told]:
    """By reply: what readers have made of a run that they came to in the middle."""
    folder = tmp_path_factory.mktemp("sides")
    gate = new_gate()
    answers = make_answers(gate)
    session = seat(asker.user, *map(simulator.make_model, answers.values()))
    with ask(asker, question(session)) as ear, ExitStack() as stack:
        line = stack.enter_context(lay_line(server.url))
        address = (f"{line.url}/api", token_of(asker), str(session.pk))
        programs = [stack.enter_context(start(SCRIPT, *address, side, folder=folder)) for side in answers]
        line.wait_for_answers(len(programs), seconds=SECONDS)
        asker.post(f"/runs/{ear.run}/stop/", json={"side": "f"})
        simulator.open(gate.gate)
        readings = [read(program) for program in programs]
    return dict(zip(load_replies(ear.run), readings, strict=True))


def test_whoever_comes_to_a_side_hears_it_from_the_start(told: Mapping[Message, Told]) -> None:
    shown = {reply.participant: each.join("text") for reply, each in told.items()}

    assert differ(shown, {reply.participant: reply.content for reply in told}) == []
    assert differ(shown, SAID) == []


def test_thoughts_are_told_apart_from_the_text(told: Mapping[Message, Told]) -> None:
    shown = {reply.participant: each.join("reasoning") for reply, each in told.items()}

    assert shown == {reply.participant: reply.reasoning for reply in told}


def test_a_call_of_a_tool_comes_with_its_input(told: Mapping[Message, Told]) -> None:
    shown = {reply.participant: each.tools for reply, each in told.items() if each.tools}

    assert shown == {"d": INPUTS}
    assert {reply.participant for reply in told if reply.tool_calls} == {"d"}


def test_a_message_is_known_by_its_own_id(told: Mapping[Message, Told]) -> None:
    shown = [each.message["id"] for each in told.values()]

    assert shown == [str(reply.pk) for reply in told]


def test_a_side_that_failed_says_so_and_no_other_does(told: Mapping[Message, Told]) -> None:
    shown = {reply.participant: each.errors for reply, each in told.items()}

    assert shown == {reply.participant: [reply.error] if reply.error else [] for reply in told}
    assert shown["e"]


def test_no_part_of_a_message_is_left_open(told: Mapping[Message, Told]) -> None:
    parts = [part for each in told.values() for part in each.message["parts"]]

    assert {part["state"] for part in parts if part["type"] in ("text", "reasoning")} == {"done"}


def test_a_question_is_asked_as_it_is_put(owner: Client, server: Server, simulator: Simulator, tmp_path: Path) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn(*HARD)))

    with start(SCRIPT, f"{server.url}/api", token_of(owner), str(session.pk), "a", QUESTION, folder=tmp_path) as asked:
        told = read(asked)

    put, reply = Message.objects.filter(session=session).in_order()
    assert put.content == QUESTION
    assert (told.join("text"), told.message["id"], told.errors) == (reply.content, str(reply.pk), [])


def test_a_chat_that_was_cut_comes_back_to_the_whole_answer(
    owner: Client, server: Server, simulator: Simulator, tmp_path: Path
) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn(*LONG[:5], gate, *LONG[5:10]))
    session = seat(owner.user, model)

    with lay_line(server.url, 8_000) as line:
        address = (f"{line.url}/api", token_of(owner), str(session.pk), "a")
        with start(SCRIPT, *address, QUESTION, folder=tmp_path) as asked:
            cut = read(asked)
        with start(SCRIPT, *address, folder=tmp_path) as returned:
            line.wait_for_answers(2, seconds=SECONDS)
            simulator.open(gate.gate)
            whole = read(returned)

    assert len(cut.errors) == 1
    assert cut.join("text") == "".join(LONG)[: len(cut.join("text"))] != ""
    assert (whole.join("text"), whole.errors) == ("".join(LONG[:10]), [])
    assert len(simulator.calls_of(model)) == Run.objects.filter(session=session).count() == 1


def test_where_nobody_speaks_there_is_nothing_to_come_back_to(
    owner: Client, server: Server, simulator: Simulator, tmp_path: Path
) -> None:
    session = seat(owner.user, simulator.make_model())

    with start(SCRIPT, f"{server.url}/api", token_of(owner), str(session.pk), "a", folder=tmp_path) as returned:
        told = returned.tell()

    assert told == [{"message": None, "errors": []}]
