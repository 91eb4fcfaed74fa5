"""The models of the suite: what they say tells when it was said, in letters of one to four bytes."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults import calling
from tests.faults.processes import Program
from tests.servers import find_free_port
from tests.simulator import steps
from tests.simulator.scenarios import MOMENT, begin
from tests.simulator.speeches import CHAT, choice, event
from tests.simulator.steps import Scenario, Send, Tell
from tests.simulator.wire import LAST_CHUNK, chunk

PROVIDER = "faults"
# Between two words: as fast as people read, or slower, where there are many.
PAUSE_SECONDS, SLOW_SECONDS = 0.05, 0.1


@dataclass(frozen=True, slots=True)
class Voice:
    """What stands before each moment it tells, and what it thinks before it speaks."""

    word: str
    thought: str = ""


VOICES: Mapping[str, Voice] = {
    "plain": Voice("word "),
    "trees": Voice("पेड़ 🌳 ", "Hm, पेड़.\n"),
    "quotes": Voice('"\\n"\n\u2028'),
    "family": Voice("👩\u200d👩\u200d👧 e\u0301 ", "\u202eم\x1e"),
}
# A model that speaks in several workers when they are killed is left alone for a while (that is a promise too), so each
# question has a choir of its own, until all have had their turn.
CHOIRS = 128


def talk(voice: Voice, seconds: float, *, pause: float = PAUSE_SECONDS) -> Scenario:
    """At a steady pace, for about so long."""
    thought = [Send(chunk(event(choice({"reasoning_content": voice.thought}))))] if voice.thought else []
    before, _, behind = chunk(CHAT.piece(f"{voice.word}{MOMENT} ")).partition(MOMENT.encode())
    said = Tell(before, behind, round(seconds / pause), pause)
    return (*begin(()), *thought, said, Send(chunk(CHAT.ending) + LAST_CHUNK))


def name_model(voice: str, choir: int) -> str:
    return f"{PROVIDER}/{voice}-{choir % CHOIRS}"


def catalog(url: str) -> str:
    """For the provider, all models of a voice are one."""
    provider = f'[providers.{PROVIDER}]\ndialect = "openai-chat"\nbase_url = "{url}"\nmax_concurrency = 2000\n'
    models = [
        f'[[models]]\nname = "{name_model(voice, choir)}"\ndisplay_name = "{voice}"\nmodel_code = "{voice}"\n'
        for choir in range(CHOIRS)
        for voice in VOICES
    ]
    return "\n".join([provider, *models])


@dataclass(frozen=True, slots=True)
class Call:
    """Of a provider, as it has noted it."""

    model: str
    question: str
    end: str
    ended: float | None


class Simulator(Program):
    """It outlives every stage, and remembers all it was ever asked."""

    def __init__(self, folder: Path) -> None:
        port = find_free_port()
        self.door = calling.Door("127.0.0.1", port)
        command = [sys.executable, "-m", "tests.simulator", "--port", str(port)]
        super().__init__(command, log=folder / "simulator.log")

    async def open(self) -> None:
        self.start()
        end = time.monotonic() + 10.0
        while time.monotonic() < end:
            try:
                await calling.call(self.door, "GET", "/_ledger")
            except calling.Refused:
                await asyncio.sleep(0.05)
            else:
                return
        raise subprocess.SubprocessError(self.read_log())

    async def play(self, **scenarios: Scenario) -> None:
        """By the name of a voice, from its next call on."""
        script = steps.tell({name: [scenario] for name, scenario in scenarios.items()})
        await calling.call(self.door, "POST", "/_script", body=script)

    async def talk(self, seconds: float, **options: Any) -> None:
        await self.play(**{name: talk(voice, seconds, **options) for name, voice in VOICES.items()})

    async def calls(self) -> list[Call]:
        ledger = (await calling.call(self.door, "GET", "/_ledger")).json()
        return [
            Call(entry["model"], json.loads(entry["body"])["messages"][-1]["content"], entry["end"], entry["ended"])
            for entry in ledger
        ]
