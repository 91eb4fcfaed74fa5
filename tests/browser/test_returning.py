"""Whoever loads the page again, or loses the connection, in mid-answer misses no word and reads none twice."""

import socket
from typing import Any

from playwright.sync_api import expect

from message.models import Message
from tests.browser.conftest import Open
from tests.browser.visitor import Visitor
from tests.clients.cutting import Line, hang_up, serving
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.servers import Server

BEGUN, REST = "Peaches 🍑 grow\u2028on ", "trees in the South. 𝄞 And that is all."


def stored(visitor: Visitor, side: str) -> str:
    return Message.objects.get(session=visitor.session, participant=side).content


def shown(visitor: Visitor, side: str) -> str:
    return visitor.text_of(side).text_content() or ""


def test_a_page_that_is_loaded_again_goes_on(visitor: Visitor, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(say_in_turn(BEGUN, gate, REST)) for _ in range(2)]
    visitor.compare(*models).ask()
    expect(visitor.text_of("b")).to_contain_text("grow")

    visitor.page.reload()
    expect(visitor.text_of("a")).to_contain_text("grow")
    simulator.open(gate.gate)
    visitor.sees_ends("done", "done")

    assert [shown(visitor, side) for side in "ab"] == [stored(visitor, side) for side in "ab"] == [BEGUN + REST] * 2
    assert [len(simulator.calls_of(model)) for model in models] == [1, 1]


class Switch(Line):
    """A line on which everybody can be cut off at once."""

    def __init__(self, server: str) -> None:
        super().__init__(server, ())
        self.connections: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        self.connections.append(connection)
        return connection, address

    def cut(self) -> None:
        for connection in self.connections:
            hang_up(connection)


def test_a_connection_that_is_cut_comes_back_by_itself(server: Server, sit_down: Open, simulator: Simulator) -> None:
    gate = new_gate()
    words = [f"word{number} " for number in range(200)]
    models = [simulator.make_model(say_in_turn(BEGUN, gate, *words, REST)) for _ in range(2)]
    with Switch(server.url) as line, serving(line):
        visitor = sit_down(line.url)
        visitor.compare(*models).ask()
        expect(visitor.text_of("b")).to_contain_text("grow")

        # Those that come now break too, in the middle of a line.
        line.cuts = iter([2_503, 3_001])
        line.cut()
        simulator.open(gate.gate)
        visitor.sees_ends("done", "done")
        # Nobody is waited for.
        line.cut()

    assert next(line.cuts, None) is None
    whole = BEGUN + "".join(words) + REST
    assert [shown(visitor, side) for side in "ab"] == [stored(visitor, side) for side in "ab"] == [whole] * 2
    assert [len(simulator.calls_of(model)) for model in models] == [1, 1]
    visitor.forgive("net::")


def test_a_network_that_is_away_is_told_until_it_is_back(visitor: Visitor, simulator: Simulator) -> None:
    gate = new_gate()
    models = [simulator.make_model(say_in_turn(BEGUN, gate, REST)) for _ in range(2)]
    visitor.compare(*models).ask()
    expect(visitor.text_of("a")).to_contain_text("grow")
    expect(visitor.find("#lost")).to_be_hidden()

    visitor.page.context.set_offline(True)
    visitor.page.evaluate("dispatchEvent(new Event('offline'))")
    expect(visitor.find("#lost")).to_be_visible()
    visitor.page.context.set_offline(False)
    simulator.open(gate.gate)
    visitor.sees_ends("done", "done")

    expect(visitor.find("#lost")).to_be_hidden()
    assert shown(visitor, "a") == stored(visitor, "a") == BEGUN + REST
    visitor.forgive("net::")
