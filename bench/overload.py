"""How soon whoever finds no berth is told so, and what those notice who have one; the same of slow clients."""

import argparse
import asyncio
import os
import random
import resource
import socket
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from math import ceil
from urllib.parse import urlsplit

import uvloop

from bench.staging import database

DATABASE = database.choose()

from bench.runs import Stage  # noqa: E402  # isort: skip -- it sets Django up

from django.core.management import call_command  # noqa: E402

from bench.staging.telling import judge  # noqa: E402
from tests.message.simulating import start_simulator  # noqa: E402
from tests.people import make_email  # noqa: E402
from tests.servers import start_server  # noqa: E402
from tests.simulator.scenarios import pace  # noqa: E402
from user.models import User  # noqa: E402

# Nobody here is throttled: they are one person at one address, and it is berths that are short.
MUCH = "100000000/m"
RATES = {f"ARENA_RATE_{name}": MUCH for name in ("READING", "CHANGING", "ASKING")}
OF_PERSON = {"ARENA_MAX_STREAMS_PER_USER": "1000000"}
# Words of an answer that nobody reads.
WORDS = 40_000
REST_SECONDS = 3.0
OVER = b"HTTP/1.1 503"


@dataclass(slots=True)
class Times:
    """Of the requests of a round, in seconds."""

    admitted: list[float] = field(default_factory=list)
    refused: list[float] = field(default_factory=list)
    faults: list[bytes] = field(default_factory=list)

    def add(self, other: "Times") -> None:
        self.admitted += other.admitted
        self.refused += other.refused
        self.faults += other.faults


async def ask(stage: Stage, request: bytes, times: Times) -> None:
    """To the first word, or to the end of the refusal; then on to the end of the answer."""
    began = time.monotonic()
    async with stage.connect(request) as reader:
        status = await reader.readline()
        if status.startswith(OVER):
            await reader.read()
            times.refused.append(time.monotonic() - began)
        elif b" 200 " in status:
            await reader.readuntil(b"a0:")
            times.admitted.append(time.monotonic() - began)
            await reader.read()
        else:
            times.faults.append(status)


async def ask_at(stage: Stage, requests: Sequence[bytes], pause: float, *, warm: int) -> Times:
    """Until all berths may be taken, nothing is counted."""
    times, asking, began = Times(), [], time.monotonic()
    for number, request in enumerate(requests):
        # By the clock: a bench that is late makes up for it.
        await asyncio.sleep(max(0.0, began + pause * number - time.monotonic()))
        asking.append(asyncio.create_task(ask(stage, request, times if number >= warm else Times())))
    await asyncio.gather(*asking)
    return times


async def measure_berths(stage: Stage, options: argparse.Namespace) -> None:
    """Rounds by turns: as many as there are berths for, and several times as many. Answers are of all lengths: of one
    length, all that began together in the first moment would end together and begin together for ever."""
    lengths = [options.words * eighths // 8 for eighths in range(4, 13)]
    models = [stage.simulator.make_model(pace(length, options.pause)) for length in lengths]
    usual = options.berths / (options.words * options.pause) * options.filled
    calm, crowded = Times(), Times()
    for number in range(options.rounds):
        # Who is first changes from round to round.
        for times, factor in ((calm, 1.0), (crowded, options.times))[:: 1 if number % 2 else -1]:
            rate = usual * factor
            requests = [stage.write_question(random.choice(models)) for _ in range(int(rate * options.seconds))]
            times.add(await ask_at(stage, requests, 1 / rate, warm=int(rate * max(lengths) * options.pause)))
            await asyncio.sleep(REST_SECONDS)
    tell_berths(calm, crowded, options)


def tell_berths(calm: Times, crowded: Times, options: argparse.Namespace) -> None:
    print(f"{options.berths} berths, questions for {options.filled:.0%} of them and {options.times:g} times as many:")
    late = find_share(crowded.refused, 0.95)
    told = f"p50 {find_share(crowded.refused, 0.5):.1f} ms, p95 {late:.1f} ms, max {max(crowded.refused) * 1000:.1f} ms"
    print(f"  {len(crowded.refused)} refused: {told}; demand: p95 ≤ 50 ms; {judge(late <= 50)}")
    tell_ratio("first word", calm.admitted, crowded.admitted, limit=1.2)
    faults = [*calm.faults, *crowded.faults]
    print(f"  {len(calm.refused)} refused without the extra load; {len(faults)} faults {faults[:3]}", flush=True)


async def measure_slow(stage: Stage, options: argparse.Namespace) -> None:
    """Many who send their heads slowly, and as many who do not read what they have asked for."""
    run = await make_run(stage)
    calm: list[float] = []
    beside: list[float] = []
    for _ in range(options.rounds):
        calm += await look(stage, options)
        with ExitStack() as slow:
            for _ in range(options.slow):
                slow.enter_context(begin(stage, b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "))
                slow.enter_context(begin(stage, stage.write("GET", f"/api/runs/{run}/stream/", b"")))
                await asyncio.sleep(0)
            await asyncio.sleep(REST_SECONDS)
            beside += await look(stage, options)
        await asyncio.sleep(REST_SECONDS)
    print(f"{options.slow} slow heads and {options.slow} who read nothing:")
    tell_ratio("GET /api/users/me/", calm, beside, limit=1.2)


async def make_run(stage: Stage) -> str:
    """One that is over, and long."""
    model = stage.simulator.make_model(pace(WORDS, 0.0))
    async with stage.connect(stage.write_question(model)) as reader:
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.read()
    return head.lower().partition(b"x-run-id: ")[2].split()[0].decode()


@contextmanager
def begin(stage: Stage, request: bytes) -> Iterator[None]:
    """And then nothing."""
    address = urlsplit(stage.server.url)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect((address.hostname, address.port))
        client.sendall(request)
        yield


async def look(stage: Stage, options: argparse.Namespace) -> list[float]:
    """What somebody notices who is not slow."""
    found = []
    for _ in range(options.looks):
        began = time.monotonic()
        async with stage.connect(stage.write("GET", "/api/users/me/", b"")) as reader:
            await reader.read()
        found.append(time.monotonic() - began)
        await asyncio.sleep(0.02)
    return found


def tell_ratio(what: str, calm: Sequence[float], crowded: Sequence[float], *, limit: float) -> None:
    before, now = find_share(calm, 0.95), find_share(crowded, 0.95)
    halves = f"p50 {find_share(calm, 0.5):.1f} and {find_share(crowded, 0.5):.1f} ms"
    told = f"{halves}, p95 {before:.1f} and {now:.1f} ms, {now / before:.2f} times, {len(calm)} and {len(crowded)}"
    print(f"  {what}, without and with: {told}; demand: ≤ {limit:g}; {judge(now <= limit * before)}", flush=True)


def find_share(seconds: Sequence[float], share: float) -> float:
    """In milliseconds."""
    return sorted(seconds)[ceil(share * len(seconds)) - 1] * 1000


MEASURES: Mapping[str, Callable[[Stage, argparse.Namespace], Coroutine[None, None, None]]] = {
    "berths": measure_berths,
    "slow": measure_slow,
}


@contextmanager
def set_stage(berths: int) -> Iterator[Stage]:
    call_command("migrate", verbosity=0)
    told = {"ARENA_THROTTLES": "on", "ARENA_MAX_STREAMS": str(berths), "ARENA_PEOPLE_PER_ADDRESS": "1"}
    with start_server(**told, **RATES, **OF_PERSON) as server, start_simulator() as simulator:
        yield Stage(server, simulator, User.objects.create_user(make_email()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, parents=[database.options])
    parser.add_argument("measures", nargs="*", default=list(MEASURES), help=", ".join(MEASURES))
    parser.add_argument("--berths", type=int, default=60)
    parser.add_argument("--filled", type=float, default=0.9, help="share of them that is asked for without a crowd")
    parser.add_argument("--times", type=float, default=3.0, help="how many times as much a crowd asks for")
    parser.add_argument("--seconds", type=float, default=25.0, help="of a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--words", type=int, default=100)
    parser.add_argument("--pause", type=float, default=0.05)
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--looks", type=int, default=200)
    options = parser.parse_args()
    print("script/bench overload", *sys.argv[1:], f"(load before: {os.getloadavg()[0]:.1f})\n")
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with set_stage(options.berths) as stage:
        for name in options.measures:
            uvloop.run(MEASURES[name](stage, options))


if __name__ == "__main__":
    main()
