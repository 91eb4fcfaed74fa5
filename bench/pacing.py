"""How well two models of a battle are told apart by when their frames come, with ARENA_BLIND_PACING and without."""

import argparse
import asyncio
import random
import statistics
import sys
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bench.runs import Stage  # isort: skip -- it sets Django up

import orjson
import uvloop
from django.core.management import call_command

from ai_model.models import AIModel
from bench.staging.telling import judge
from message.paces import PACES
from tests.message.asking import question, seat
from tests.message.simulating import Simulator, say_in_turn, start_simulator
from tests.people import make_email
from tests.servers import start_server
from tests.simulator.steps import Pause, Scenario
from user.models import User

SEED = 11
# Before each word, on average.
PAUSES = {"quick": 0.005, "slow": 0.2}
WORDS = ("of ", "peaches ", "stone ", "trees, ", "a ", "whoever ", "grows ", "and so on ")
# Of two distributions, after Kolmogorov and Smirnov.
MOST = 0.1
READ_BYTES = 64 * 1024
PATH = "/api/messages/stream/"


@dataclass(slots=True)
class Ear:
    """When a client was sent what, by side. What comes in one write comes at one moment."""

    asked: float = field(default_factory=time.monotonic)
    # Where the side stands then.
    frames: defaultdict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[str, float] = field(default_factory=dict)

    def hear(self, line: bytes, now: float) -> None:
        side = line[:1].decode()
        if line[1:3] == b"0:":
            before = self.frames[side][-1][0] if self.frames[side] else 0
            self.frames[side].append((before + len(orjson.loads(line[3:])["content"]), now))
        elif line[1:3] == b"d:":
            self.ends[side] = now

    def moments(self, side: str) -> list[float]:
        """With the question before them and the end behind."""
        return [self.asked, *(moment for _, moment in self.frames[side]), self.ends[side]]

    def find_lead(self, side: str, other: str) -> float:
        """By how much a side's end came before the other one had come further, or had ended too."""
        place = self.frames[side][-1][0]
        past = [moment for position, moment in self.frames[other] if position > place]
        return min([*past, self.ends[other]]) - self.ends[side]


@dataclass(frozen=True, slots=True)
class Heard:
    """A run, and on which side each model stood."""

    ear: Ear
    sides: Mapping[str, str]

    def moments(self, name: str) -> list[float]:
        return self.ear.moments(self.sides[name])

    @property
    def lead(self) -> float:
        return self.ear.find_lead(self.sides["quick"], self.sides["slow"])

    def find_lateness(self, frame: int) -> float:
        return self.moments("slow")[frame] - self.moments("quick")[frame]


async def listen(stage: Stage, request: bytes) -> Ear:
    ear, waiting = Ear(), b""
    async with stage.connect(request) as reader:
        while data := await reader.read(READ_BYTES):
            now = time.monotonic()
            *lines, waiting = (waiting + data).split(b"\n")
            for line in lines:
                ear.hear(line, now)
    return ear


async def ask_all(stage: Stage, models: Mapping[str, AIModel], *, runs: int) -> list[Heard]:
    """A few at the same time. Each model stands on either side equally often."""
    orders = [list(models)[:: 1 if number % 2 else -1] for number in range(runs)]
    battles = [seat(stage.user, *(models[name] for name in names), mode="random") for names in orders]
    bodies = [orjson.dumps(question(battle)) for battle in battles]
    ears = await asyncio.gather(*(listen(stage, stage.write("POST", PATH, body)) for body in bodies))
    return [Heard(ear, dict(zip(names, "ab", strict=True))) for ear, names in zip(ears, orders, strict=True)]


def speak(dice: random.Random, pause: float, *, words: int) -> Scenario:
    steps = [(Pause(dice.uniform(0.5, 1.5) * pause), dice.choice(WORDS)) for _ in range(words)]
    return say_in_turn(*(step for both in steps for step in both))


def make_models(simulator: Simulator, options: argparse.Namespace) -> dict[str, AIModel]:
    """They say something else in each run."""
    dice = random.Random(options.seed)
    return {
        name: simulator.make_model(*(speak(dice, pause, words=options.words) for _ in range(options.runs)))
        for name, pause in PAUSES.items()
    }


def measure_distance(one: Iterable[float], other: Iterable[float]) -> float:
    first, second = sorted(one), sorted(other)
    return max(abs(_share(first, each) - _share(second, each)) for each in (*first, *second))


def _share(ordered: Sequence[float], most: float) -> float:
    return bisect_right(ordered, most) / len(ordered)


def tell(pacing: str, heard: Sequence[Heard]) -> bool:
    """Whether they can hardly be told apart, where they shall not be."""
    gaps = {name: [late - soon for each in heard for soon, late in pairwise(each.moments(name))] for name in PAUSES}
    distance = measure_distance(*gaps.values())
    is_met = pacing == "off" or distance <= MOST
    demand = "" if pacing == "off" else f"; demand: ≤ {MOST}; {judge(is_met)}"
    counts = " and ".join(f"{len(some)} of the {name} one" for name, some in gaps.items())
    print(f"{pacing}: distance of the gaps between frames {distance:.3f} ({counts}){demand}")
    for what, frame in {"first word": 1, "end": -1}.items():
        tell_times(f"the slow one's {what} is later by", [each.find_lateness(frame) for each in heard])
    tell_times("the quick one's end comes before the slow one is past it by", [each.lead for each in heard])
    return is_met


def tell_times(what: str, seconds: Iterable[float]) -> None:
    times = sorted(second * 1000 for second in seconds)
    print(f"  {what} {statistics.median(times):.1f} ms ({times[0]:.1f} to {times[-1]:.1f})", flush=True)


def measure(pacing: str, options: argparse.Namespace) -> bool:
    with start_server(ARENA_BLIND_PACING=pacing) as server, start_simulator() as simulator:
        stage = Stage(server, simulator, User.objects.create_user(make_email()))
        models = make_models(simulator, options)
        return tell(pacing, uvloop.run(ask_all(stage, models, runs=options.runs)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pacing", nargs="*", default=list(PACES), help=", ".join(PACES))
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--words", type=int, default=40)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    print("script/bench pacing", *sys.argv[1:], "\n")
    call_command("migrate", verbosity=0)
    are_met = [measure(pacing, options) for pacing in options.pacing]
    sys.exit(not all(are_met))


if __name__ == "__main__":
    main()
