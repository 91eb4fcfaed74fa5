"""A model that waits in the middle of its answer, so that runs of it hold what a run holds."""

from contextlib import ExitStack
from typing import Any

from tests.message.asking import Ear, ask, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import at
from tests.people import Client
from tests.servers import Server


class Held:
    """A model that goes on when it is told to, and streams of it that are open meanwhile."""

    def __init__(self, simulator: Simulator, open_streams: ExitStack) -> None:
        self.gate = new_gate()
        self.simulator = simulator
        self.model = simulator.make_model(say_in_turn("Peaches ", self.gate, "grow."))
        self.open_streams = open_streams

    def at(self, server: Server, client: Client) -> Client:
        return self.open_streams.enter_context(at(server, client))

    def ask(self, client: Client) -> Ear:
        ear = self.open_streams.enter_context(ask(client, self.write(client)))
        ear.until("Peaches")
        return ear

    def write(self, client: Client) -> dict[str, Any]:
        return question(seat(client.user, self.model))

    def release(self) -> None:
        self.simulator.open(self.gate.gate)
