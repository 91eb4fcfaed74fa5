"""What a run costs, how late its words are, how soon it stops, and what 20,000 of them leave behind."""

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
import orjson
import uvloop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arena_backend.settings")
os.environ.setdefault("ARENA_THROTTLES", "off")
# The client of a bench may wait for a row; the server is another process.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
django.setup()

from django.core.management import call_command  # noqa: E402 -- after Django is set up

from ai_model.models import AIModel  # noqa: E402
from tests.message.asking import question, seat  # noqa: E402
from tests.message.simulating import Simulator, start_simulator  # noqa: E402
from tests.people import make_email  # noqa: E402
from tests.servers import Server, start_server  # noqa: E402
from tests.simulator.scenarios import SCENARIOS, pace, speak, tell_time  # noqa: E402
from user import tokens  # noqa: E402
from user.models import User  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
SETTLING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Stage:
    """A server as an operator starts it, models that do as they are told, and somebody who asks them."""

    server: Server
    simulator: Simulator
    user: User

    @property
    def cpu(self) -> float:
        fields = Path(f"/proc/{self.server.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def mebibytes(self) -> float:
        status = Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024

    @property
    def sockets(self) -> int:
        files = Path(f"/proc/{self.server.process.pid}/fd").iterdir()
        return sum(str(file.readlink()).startswith("socket:") for file in files)

    def write_question(self, *models: AIModel) -> bytes:
        body = orjson.dumps(question(seat(self.user, *models)))
        return self.write("POST", "/api/messages/stream/", body)

    def write(self, method: str, path: str, body: bytes = b"{}") -> bytes:
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {tokens.issue_access(self.user)}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        return head.encode() + body

    @asynccontextmanager
    async def connect(self, request: bytes) -> AsyncIterator[asyncio.StreamReader]:
        address = urlsplit(self.server.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(request)
        try:
            yield reader
        finally:
            writer.close()


@dataclass(slots=True)
class Count:
    """What a client heard."""

    deltas: int = 0
    ends: int = 0
    delays: list[float] = field(default_factory=list)

    def hear(self, line: bytes) -> None:
        if line[1:3] == b"0:":
            self.deltas += 1
        elif line[1:3] == b"d:":
            self.ends += 1


async def hear(stage: Stage, request: bytes, count: Count) -> None:
    async with stage.connect(request) as reader:
        async for line in reader:
            count.hear(line)


async def measure_cpu(stage: Stage, options: argparse.Namespace) -> None:
    """CPU of the server's process for each word that it delivers."""
    for sides in options.sides:
        model = stage.simulator.make_model(pace(options.words, options.pause))
        requests = [stage.write_question(*[model] * sides) for _ in range(options.streams)]
        count, before = Count(), stage.cpu
        await asyncio.gather(*(hear(stage, request, count) for request in requests))
        spent, told = stage.cpu - before, count.ends * options.words
        print(
            f"{options.streams:>6} runs of {sides}: {spent / told * 1e6:6.1f} µs a word"
            f" ({told} words in {count.deltas} lines, {count.ends} ends, {stage.mebibytes:.0f} MiB)",
            flush=True,
        )


async def measure_delay(stage: Stage, options: argparse.Namespace) -> None:
    """From a provider's write to a client's read, a few streams on an idle machine."""
    model = stage.simulator.make_model(tell_time(200, 0.02))
    count = Count()

    async def listen() -> None:
        async with stage.connect(stage.write_question(model)) as reader:
            async for line in reader:
                if line.startswith(b"a0:"):
                    moments = orjson.loads(line[3:])["content"].split()
                    count.delays += [time.monotonic() - float(moment) for moment in moments]

    await asyncio.gather(*(listen() for _ in range(5)))
    tell("from the provider's write to the client's read", count.delays)


async def measure_first(stage: Stage, options: argparse.Namespace) -> None:
    """From the request to the first word; the model says it at once."""
    model = stage.simulator.make_model(speak())
    requests = [stage.write_question(model) for _ in range(100)]

    async def listen(number: int, request: bytes) -> float:
        await asyncio.sleep(number / 100)
        began = time.monotonic()
        async with stage.connect(request) as reader:
            await reader.readuntil(b"a0:")
        return time.monotonic() - began

    delays = await asyncio.gather(*(listen(*each) for each in enumerate(requests)))
    tell("from the question to the first word, 100 in a second", delays)


async def measure_stop(stage: Stage, options: argparse.Namespace) -> None:
    """From the request to stop until the provider's socket is closed."""
    model = stage.simulator.make_model(SCENARIOS["stall"])
    stopped: list[float] = []

    async def stop() -> None:
        async with stage.connect(stage.write_question(model)) as reader:
            run = orjson.loads((await reader.readuntil(b"}\n")).rpartition(b"m:")[2])["run"]
            await reader.readuntil(b"a0:")
            async with stage.connect(stage.write("POST", f"/api/runs/{run}/stop/")) as answer:
                stopped.append(time.monotonic())
                await answer.read()
            await reader.read()

    for _ in range(options.stops // 20):
        await asyncio.gather(*(stop() for _ in range(20)))
    await asyncio.sleep(SETTLING_SECONDS)
    closed = sorted(entry["ended"] for entry in await asyncio.to_thread(stage.simulator.calls_of, model))
    tell(
        "from a stop to the provider's closed socket",
        [end - begin for begin, end in zip(sorted(stopped), closed, strict=True)],
    )


async def measure_growth(stage: Stage, options: argparse.Namespace) -> None:
    """Memory and sockets after many runs: some are heard, some abandoned, some stopped, some fail."""
    kinds = [speak(), SCENARIOS["stall"], SCENARIOS["closed-in-body"], SCENARIOS["500"]]
    models = [stage.simulator.make_model(kind) for kind in kinds]
    print(f"{'runs':>8}{'MiB':>8}{'sockets':>9}")
    for done in range(0, options.runs, options.runs // 10):
        await run_many(stage, models, count=options.runs // 10)
        await asyncio.sleep(SETTLING_SECONDS)
        print(f"{done + options.runs // 10:>8}{stage.mebibytes:>8.1f}{stage.sockets:>9}", flush=True)


async def run_many(stage: Stage, models: Sequence[AIModel], *, count: int) -> None:
    """Their sessions are there before: SQLite has one writer at a time, and it shall be the server."""
    seconds = [models[number % len(models)] for number in range(count)]
    waiting = iter([(stage.write_question(models[0], second), second) for second in seconds])

    async def run_some() -> None:
        for number, (request, second) in enumerate(waiting):
            async with stage.connect(request) as reader:
                told = await reader.readuntil(b"}\n")
                if second is models[1]:
                    run = orjson.loads(told.rpartition(b"m:")[2])["run"]
                    await hear(stage, stage.write("POST", f"/api/runs/{run}/stop/"), Count())
                if number % 5:
                    await reader.read()

    await asyncio.gather(*(run_some() for _ in range(20)))


def tell(what: str, delays: Sequence[float]) -> None:
    cuts = statistics.quantiles([delay * 1000 for delay in delays], n=100)
    print(f"{what}: p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, {len(delays)} of them", flush=True)


MEASURES: Mapping[str, Callable[[Stage, argparse.Namespace], Coroutine[Any, Any, None]]] = {
    "cpu": measure_cpu,
    "delay": measure_delay,
    "first": measure_first,
    "stop": measure_stop,
    "growth": measure_growth,
}


@contextmanager
def set_stage() -> Iterator[Stage]:
    call_command("migrate", verbosity=0)
    with start_server() as server, start_simulator() as simulator:
        yield Stage(server, simulator, User.objects.create_user(make_email()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("measures", nargs="*", default=list(MEASURES), help=", ".join(MEASURES))
    parser.add_argument("--streams", type=int, default=100)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.05)
    parser.add_argument("--sides", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--stops", type=int, default=200)
    parser.add_argument("--runs", type=int, default=20_000)
    options = parser.parse_args()
    print("script/bench runs", *sys.argv[1:], "\n")
    with set_stage() as stage:
        for name in options.measures:
            uvloop.run(MEASURES[name](stage, options))


if __name__ == "__main__":
    main()
