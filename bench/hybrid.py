"""Behind nginx: how much later a first word comes, whether silence survives, what routes cost on either side."""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvloop

from bench.staging import database

DATABASE = database.choose()

from bench.runs import TICKS, Stage  # noqa: E402  # isort: skip -- it sets Django up

from bench.staging.doors import Doors, open_doors  # noqa: E402
from bench.staging.telling import judge  # noqa: E402
from tests.simulator.scenarios import speak  # noqa: E402
from tests.simulator.steps import Pause, Scenario  # noqa: E402

MOST_MILLISECONDS = 5.0
# Between two keep-alives lie ten.
MOST_SECONDS_UNHEARD = 12.0
ROUTES = ("/api/models/", "/api/sessions/", "/api/users/me/")


async def measure_first(doors: Doors, options: argparse.Namespace) -> None:
    """From a question to its first word, with nginx and without, in turns."""
    model = doors.nginx.simulator.make_model(speak(("word",)))
    took: dict[str, list[float]] = {"through nginx": [], "without it": []}
    stages = dict(zip(took, (doors.nginx, doors.alone), strict=True))
    requests = [(name, stage.write_question(model)) for _ in range(options.questions) for name, stage in stages.items()]
    for name, request in requests:
        took[name].append(await hear_first(stages[name], request))
    for name, milliseconds in took.items():
        print(f"first word {name}: p50 {cut(milliseconds, 0.5):.1f} ms, p95 {cut(milliseconds, 0.95):.1f} ms")
    half, most = (cut(took["through nginx"], share) - cut(took["without it"], share) for share in (0.5, 0.95))
    told = f"later by {half:.2f} ms (p50), {most:.2f} ms (p95); demand: ≤ {MOST_MILLISECONDS:.0f} ms"
    print(f"{told}; {judge(max(half, most) <= MOST_MILLISECONDS)}", flush=True)


async def hear_first(stage: Stage, request: bytes) -> float:
    began = time.monotonic()
    async with stage.connect(request) as reader:
        await reader.readuntil(b"a0:")
        took = time.monotonic() - began
        await reader.read()
    return took * 1000


def cut(values: Sequence[float], share: float) -> float:
    return sorted(values)[int(len(values) * share)]


async def measure_silence(doors: Doors, options: argparse.Namespace) -> None:
    """A model that says a word, thinks, and says another."""
    model = doors.nginx.simulator.make_model(pause_within(speak(("before ", "behind")), options.silence))
    moments, heard, began = [], [], time.monotonic()
    async with doors.nginx.connect(doors.nginx.write_question(model)) as reader:
        async for line in reader:
            moments.append(time.monotonic() - began)
            heard += [line] if line.startswith((b"a0:", b"ad:")) else []
    unheard = max(later - earlier for earlier, later in pairwise(moments))
    is_whole = len(heard) == 3 and b'"finishReason":"stop"' in heard[-1]
    told = f"{options.silence:.0f} s of silence: {'whole' if is_whole else 'CUT'} after {moments[-1]:.0f} s"
    is_met = is_whole and unheard < MOST_SECONDS_UNHEARD
    print(f"{told}, at most {unheard:.1f} s without a byte; demand: whole; {judge(is_met)}", flush=True)


def pause_within(scenario: Scenario, seconds: float) -> Scenario:
    head, first, *rest = scenario
    return (head, first, Pause(seconds), *rest)


@dataclass(frozen=True, slots=True)
class Round:
    rate: float
    half: float
    most: float
    cpu: float


async def measure_routes(doors: Doors, options: argparse.Namespace) -> None:
    """The same requests to gunicorn's two processes and to the two event loops, in turns."""
    sides = {"gunicorn": (doors.nginx, ["wsgi"]), "uvicorn": (doors.loops, ["asgi1", "asgi2"])}
    for route in ROUTES:
        rounds: dict[str, list[Round]] = {name: [] for name in sides}
        for _ in range(options.rounds):
            for name, (stage, services) in sides.items():
                pids = [doors.stack.processes[each].running.pid for each in services]
                rounds[name].append(await play_round(stage, route, pids, options=options))
        for name, played in rounds.items():
            rate, half, most, cpu = map(statistics.median, zip(*map(astuple, played), strict=True))
            told = f"{rate:7.0f} a second, p50 {half:5.1f} ms, p99 {most:5.1f} ms, {cpu:5.0f} µs of CPU each"
            print(f"{route:17} {name:9}{told}", flush=True)


async def play_round(stage: Stage, route: str, pids: Sequence[int], *, options: argparse.Namespace) -> Round:
    request = stage.write("GET", route, b"").replace(b"Connection: close", b"Connection: keep-alive")
    took: list[float] = []
    began, before = time.monotonic(), cpu_of(pids)
    asking = [ask_again(stage, request, took, until=began + options.seconds) for _ in range(options.clients)]
    await asyncio.gather(*asking)
    spent, lasted = cpu_of(pids) - before, time.monotonic() - began
    return Round(len(took) / lasted, cut(took, 0.5), cut(took, 0.99), spent / len(took) * 1e6)


async def ask_again(stage: Stage, request: bytes, took: list[float], *, until: float) -> None:
    """On one connection, each time as soon as it has been answered."""
    address = urlsplit(stage.server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    while (began := time.monotonic()) < until:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        if not head.startswith(b"http/1.1 200 "):
            raise RuntimeError(head.decode())
        await reader.readexactly(int(head.partition(b"content-length: ")[2].split()[0]))
        took.append((time.monotonic() - began) * 1000)
    writer.close()


def cpu_of(pids: Sequence[int]) -> float:
    """Of these processes and of those they have started."""
    return sum(own_cpu(child) for pid in pids for child in [pid, *children_of(pid)])


def own_cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


MEASURES: Mapping[str, Callable[[Doors, argparse.Namespace], Coroutine[Any, Any, None]]] = {
    "first": measure_first,
    "routes": measure_routes,
    "silence": measure_silence,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, parents=[database.options])
    parser.add_argument("measures", nargs="*", default=list(MEASURES), help=", ".join(MEASURES))
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--silence", type=float, default=300.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    print("script/bench hybrid", *sys.argv[1:], "\n")
    with open_doors() as doors:
        for name in options.measures:
            uvloop.run(MEASURES[name](doors, options))


if __name__ == "__main__":
    main()
