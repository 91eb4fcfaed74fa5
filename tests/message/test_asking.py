"""Questions put over a socket, and heard word by word."""

from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client


def test_a_word_is_heard_before_the_next_is_said(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(owner, question(session)) as ear:
        first = ear.until("a0:")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert first == 'a0:{"content":"Peaches "}'
    assert said(heard) == {"a": "Peaches grow."}
    assert list(ends(heard)) == ["a"]


def test_a_side_that_has_ended_is_told_beside_one_that_speaks(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    slow = simulator.make_model(say_in_turn("Slow", gate, "ly."))
    session = seat(owner.user, slow, simulator.make_model(say_in_turn("At once.")))

    with ask(owner, question(session)) as ear:
        end = ear.until("bd:")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert end.startswith('bd:{"finishReason":"stop"')
    assert said(heard) == {"a": "Slowly.", "b": "At once."}
