"""Models that do as a test tells them: their provider is the simulator, in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import httpx

from ai_model.models import AIModel, Provider
from tests.conversations import make_model
from tests.simulator import steps
from tests.simulator.scenarios import begin
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Scenario, Send, Step, Wait
from tests.simulator.wire import LAST_CHUNK, chunk


class Simulator:
    def __init__(self, url: str) -> None:
        self.url = url
        self.client = httpx.Client(base_url=url, trust_env=False)

    def make_model(self, *scenarios: Scenario, **fields: Any) -> AIModel:
        """One that plays these, call by call, the last one again and again."""
        defaults: dict[str, Any] = {"name": f"simulated-{uuid4().hex}", "dialect": "openai-chat"}
        defaults |= {"max_concurrency": 1000, "declared": {"base_url": self.url}}
        provider, _ = Provider.objects.get_or_create(base_url=self.url, defaults=defaults)
        model = make_model(provider=provider, name=f"simulated/{uuid4().hex}", **fields)
        self.play(model, *scenarios)
        return model

    def play(self, model: AIModel, *scenarios: Scenario) -> None:
        if scenarios:
            self.client.post("/_script", json=steps.tell({model.model_code: scenarios}))

    def open(self, gate: str) -> None:
        """Whoever waits at it goes on."""
        self.client.post("/_gate", json={"gate": gate})

    def calls_of(self, model: AIModel) -> list[Mapping[str, Any]]:
        """Each with its body, when it began, and how it ended (empty while it lasts)."""
        return [entry for entry in self.client.get("/_ledger").json() if entry["model"] == model.model_code]


@contextmanager
def start_simulator() -> Iterator[Simulator]:
    process = subprocess.Popen([sys.executable, "-m", "tests.simulator"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        simulator = Simulator(process.stdout.readline().strip())
        with simulator.client:
            yield simulator
    finally:
        process.kill()
        process.communicate()


def say_in_turn(*told: str | Step) -> Scenario:
    """Texts of an answer, a packet each, with steps such as Wait between them, and its good end."""
    said = [Send(chunk(CHAT.piece(each))) if isinstance(each, str) else each for each in told]
    return (*begin(()), *said, Send(chunk(CHAT.ending) + LAST_CHUNK))


def new_gate() -> Wait:
    return Wait(uuid4().hex)
