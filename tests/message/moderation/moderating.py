"""Servers with a moderator, what it is told to say, and what it was asked."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings

from tests.message.simulating import Simulator
from tests.servers import Server, start_server
from tests.simulator import steps
from tests.simulator.moderating import FORBIDDEN, PATH
from tests.simulator.steps import Scenario

SECONDS = "2"


class Moderator:
    """One that the simulator plays: it flags what holds the forbidden word, unless it is told otherwise."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.model = f"moderator-{uuid4().hex}"

    @property
    def settings(self) -> dict[str, str]:
        return {
            "ARENA_MODERATION": "endpoint",
            "ARENA_MODERATION_URL": f"{self.simulator.url}{PATH}",
            "ARENA_MODERATION_MODEL": self.model,
            "ARENA_MODERATION_SECONDS": SECONDS,
        }

    def play(self, *scenarios: Scenario) -> None:
        """Call by call, the last one again and again; none: what it does by itself."""
        self.simulator.client.post("/_script", json=steps.tell({self.model: scenarios}))

    @property
    def asked(self) -> list[Any]:
        """With which texts, in order."""
        entries: list[Mapping[str, Any]] = self.simulator.client.get("/_ledger").json()
        return [json.loads(entry["body"])["input"] for entry in entries if entry["model"] == self.model]


@contextmanager
def start_with_words() -> Iterator[Server]:
    path = settings.ARENA_DATA / f"words-{uuid4().hex}"
    path.write_text(f"# poisons\n{FORBIDDEN}\ndeadly cup\n", encoding="utf-8")
    with start_server(ARENA_MODERATION="words", ARENA_MODERATION_WORDS=str(path)) as server:
        yield server
