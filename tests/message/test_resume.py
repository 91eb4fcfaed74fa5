"""A reader whose connection breaks comes back to where it was: nothing is missing, and nothing comes twice."""

import random
import socket
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from ai_model.models import AIModel
from ai_model.providers.metering import MAX_TEXT
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import think
from tests.message.submitting import row
from tests.message.wandering import Answer, Wanderer, by_side, make_answer
from tests.message.wire.decoding import READERS, Heard, called, ends, hear, said, thought
from tests.people import Client, sign_in
from tests.servers import Server
from user import tokens

# 240 in all.
KILLS = 40
CASES = [(sides, form) for sides in (2, 3, 4) for form in ("lines", "sse")]


def assert_heard(heard: Sequence[Heard], answers: Mapping[str, Answer]) -> None:
    """Just what was said, once."""
    assert said(heard) == by_side(answers, "text")
    assert thought(heard) == by_side(answers, "reasoning")
    assert {side: {call["id"]: call for of, call in called(heard) if of == side} for side, _ in called(heard)} == (
        by_side(answers, "calls")
    )
    assert {side: end["finishReason"] for side, end in ends(heard).items()} == dict.fromkeys(answers, "stop")
    assert "rewind" not in {each.kind for each in heard}


def calls_of(simulator: Simulator, models: Sequence[AIModel]) -> list[int]:
    return [len(simulator.calls_of(model)) for model in models]


@pytest.mark.parametrize(("sides", "form"), CASES)
def test_wherever_a_reader_is_cut_off_it_misses_nothing(
    sides: int, form: str, owner: Client, simulator: Simulator
) -> None:
    dice = random.Random(f"{sides} {form}")
    answers = {side: make_answer(dice, pieces=200, calls=dice.randrange(3)) for side in "abcd"[:sides]}
    models = [simulator.make_model(answer.scenario) for answer in answers.values()]
    body = question(seat(owner.user, *models))

    with ask(owner, body, params={"stream_format": form}) as ear:
        ear.line()
    readers: list[Wanderer] = []
    while sum(reader.kills for reader in readers) < KILLS:
        readers.append(Wanderer(owner, ear.run, form=form, dice=dice))
        readers[-1].wander()

    for reader in readers:
        assert_heard(reader.heard, answers)
    assert calls_of(simulator, models) == [1] * sides
    ids = {side: end["message_id"] for side, end in ends(readers[0].heard).items()}
    assert {side: row(reply).content for side, reply in ids.items()} == {
        side: answer.text for side, answer in answers.items()
    }


def test_two_tabs_are_two_readers(owner: Client, server: Server, simulator: Simulator) -> None:
    dice = random.Random(2)
    answers = {side: make_answer(dice, pieces=200, calls=1) for side in "ab"}
    models = [simulator.make_model(answer.scenario) for answer in answers.values()]

    with ask(owner, question(seat(owner.user, *models))) as ear:
        with sign_in(server, owner.user) as first, sign_in(server, owner.user) as second:
            tabs = [
                Wanderer(client, ear.run, form=form, dice=random.Random(form))
                for client, form in ((first, "lines"), (second, "sse"))
            ]
            with ThreadPoolExecutor() as pool:
                list(pool.map(Wanderer.wander, tabs))
        whole = hear("lines", ear.rest())

    for heard in (whole, tabs[0].heard, tabs[1].heard):
        assert_heard(heard, answers)
    assert calls_of(simulator, models) == [1, 1]


@contextmanager
def stalled(server: Server, owner: Client, run: str) -> Iterator[None]:
    """Asks for all, and reads nothing."""
    address = urlsplit(server.url)
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.connect((address.hostname, address.port))
        path = f"/api/runs/{run}/stream/?token={tokens.issue_access(owner.user)}"
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        yield


# No stretch of it is like another, and an answer has just room for it.
LONG = "".join(f"{number} पेड़ 🌳\n" for number in range(20_000)).encode()[:MAX_TEXT].decode(errors="ignore")
PACKETS = [LONG[start : start + 2000] for start in range(0, len(LONG), 2000)]


def test_who_reads_nothing_keeps_nobody_waiting(owner: Client, server: Server, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(say_in_turn(PACKETS[0], gate, *PACKETS[1:])) for _ in "ab"]

    with ask(owner, question(seat(owner.user, *models))) as ear, stalled(server, owner, ear.run):
        ear.until("a0:")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert said(heard) == dict.fromkeys("ab", LONG)
    assert {end["reason"] for end in ends(heard).values()} == {"stop"}
    assert calls_of(simulator, models) == [1, 1]


def listen_in(server: Server, owner: Client, run: str, form: str) -> list[Heard]:
    params = {"stream_format": form}
    with sign_in(server, owner.user) as client, listen(client, "GET", f"/runs/{run}/stream/", params=params) as ear:
        return hear(form, ear.rest())


def test_every_format_tells_the_same_at_once(owner: Client, server: Server, simulator: Simulator) -> None:
    gate = new_gate()
    told = ('\\n "é"\n', *PACKETS[:50])
    model = simulator.make_model(say_in_turn(think("Hm.\u2028"), told[0], gate, *told[1:]))

    with ask(owner, question(seat(owner.user, model))) as ear, stalled(server, owner, ear.run):
        ear.until("a0:")
        with ThreadPoolExecutor(len(READERS)) as pool:
            futures = {form: pool.submit(listen_in, server, owner, ear.run, form) for form in READERS}
            simulator.open(gate.gate)
            heard = {form: future.result() for form, future in futures.items()}
        heard["mine"] = hear("lines", ear.rest())

    for form, each in heard.items():
        side = "" if form == "ui" else "a"
        assert (said(each), thought(each)) == ({side: "".join(told)}, {side: "Hm.\u2028"}), form
    assert calls_of(simulator, [model]) == [1]
