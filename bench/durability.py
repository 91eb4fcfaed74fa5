"""How far other workers are behind, how soon they stop a run, how many sessions they take, what the journal costs."""

import argparse
import asyncio
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import orjson
import psycopg
import uvloop

from bench.staging import database

DATABASE = database.choose()

from bench.runs import SETTLING_SECONDS, Stage  # noqa: E402  # isort: skip -- it sets Django up

from django.core.management import call_command  # noqa: E402

from ai_model.models import AIModel  # noqa: E402
from bench.staging.gauging import Gauge  # noqa: E402
from bench.staging.hearing import Ear, ask_all, find_lateness, follow, listen, wait_until_live  # noqa: E402
from bench.staging.telling import judge, tell, tell_share  # noqa: E402
from message.models import Message  # noqa: E402
from tests.message.asking import question, seat  # noqa: E402
from tests.message.simulating import start_simulator  # noqa: E402
from tests.people import make_email  # noqa: E402
from tests.servers import start_server  # noqa: E402
from tests.simulator.scenarios import pace, tell_time  # noqa: E402
from user.models import User  # noqa: E402

PAUSING = "bench.staging.pausing_application:application"
# Words of a model that is stopped in the middle.
ENDLESS = 1_000_000
TURN_SECONDS = 0.75
LOOK_SECONDS = 0.1
# Who asks to stop has patience.
AGAIN_SECONDS = 2.0
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> %s"
# What its sessions say of themselves.
WORKERS = {"PGAPPNAME": "arena"}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two workers on one database, with the same provider and the same user."""

    first: Stage
    second: Stage

    def make_model(self, *scenarios: Any) -> AIModel:
        return self.first.simulator.make_model(*scenarios)


async def measure_elsewhere(pair: Pair, options: argparse.Namespace) -> None:
    """From a reader at a run's own worker to one at the other: when each stands at the same place."""
    model = pair.make_model(tell_time(options.words, options.pause))
    requests = [pair.first.write_question(model, model) for _ in range(options.runs)]
    ears = [(Ear(), Ear()) for _ in requests]
    following = [follow(pair.second, own, other) for own, other in ears]
    asked = [(pair.first, request, own) for request, (own, _) in zip(requests, ears, strict=True)]
    await asyncio.gather(ask_all(asked), *following)
    equal = [(own, other) for own, other in ears if own.is_well and own.texts == other.texts == read_stored(own)]
    told = f"{len(equal)} of {options.runs} equal to what their own readers heard and to what is stored"
    print(f"runs read elsewhere: {told}; demand: all; {judge(len(equal) == options.runs)}")
    late = [each for pair_of_ears in equal for each in find_lateness(*pair_of_ears)]
    begun = max(own.spoke_at for own, _ in equal)
    tell("  behind at each position", [seconds for _, seconds in late], limit=0.3)
    tell("  the same once all had begun", [seconds for moment, seconds in late if moment >= begun], limit=0.3)
    lateness = [other.ended[side] - own.ended[side] for own, other in equal for side in own.ended]
    tell("  behind at each end", lateness, limit=0.3)


def read_stored(ear: Ear) -> dict[str, str]:
    return dict(Message.objects.filter(run=UUID(ear.run)).values_list("participant", "content"))


async def measure_stop(pair: Pair, options: argparse.Namespace) -> None:
    """From the request to stop at the other worker until the provider's socket is closed."""
    for how, seconds in {"at random moments": 5.0, "all at once": 0.0}.items():
        model = pair.make_model(pace(ENDLESS, 0.1))
        ears = {f"Number {number}?": Ear() for number in range(options.runs)}
        questions = [(pair.first, write(pair.first, model, name), ear) for name, ear in ears.items()]
        asking = asyncio.create_task(ask_all(questions))
        await wait_until_live(ears.values())
        waits = [random.uniform(0, seconds) for _ in ears]
        began = await asyncio.gather(*map(partial(stop_elsewhere, pair), ears.values(), waits))
        await asking
        await asyncio.sleep(SETTLING_SECONDS)
        calls = await asyncio.to_thread(pair.first.simulator.calls_of, model)
        closed = {orjson.loads(call["body"])["messages"][-1]["content"]: call["ended"] for call in calls}
        asked = dict(zip(ears, began, strict=True))
        delays = [closed[name] - asked[name] for name in ears]
        tell(f"from a stop elsewhere to the provider's closed socket, {how}", delays, limit=1.0)
        delays = [ear.ended["a"] - asked[name] for name, ear in ears.items()]
        tell("  to the end that the run's own reader hears", delays, limit=1.0)


def write(stage: Stage, model: AIModel, content: str) -> bytes:
    return stage.write("POST", "/api/messages/stream/", orjson.dumps(question(seat(stage.user, model), content)))


async def stop_elsewhere(pair: Pair, ear: Ear, wait: float) -> float:
    """When that was asked."""
    await asyncio.sleep(wait)
    began = time.monotonic()
    while ear.is_live:
        # Again, if it was refused.
        await listen(pair.second, pair.second.write("POST", f"/api/runs/{ear.run}/stop/"), bytes)
        await asyncio.sleep(AGAIN_SECONDS)
    return began


async def measure_sessions(pair: Pair, options: argparse.Namespace) -> None:
    """Half of the streams at each worker, some of them read at the other one."""
    model = pair.make_model(pace(options.seconds, 1.0))
    ways = [(pair.first, pair.second), (pair.second, pair.first)] * (options.live // 2)
    ears = [(Ear(), Ear()) for _ in ways]
    asked = [(own, own.write_question(model), ear) for (own, _), (ear, _) in zip(ways, ears, strict=True)]
    following = [follow(ways[number][1], *ears[number]) for number in range(options.readers)]
    hearing = asyncio.gather(ask_all(asked), *following)
    sessions, live = await watch([ear for ear, _ in ears], hearing)
    errors = sum(not ear.is_well for ear, _ in ears) + sum(not other.is_well for _, other in ears[: options.readers])
    limit = f"{sessions} PostgreSQL sessions at most; demand: ≤ 26; {judge(sessions <= 26)}"
    crowd = f"{live} of {options.live} streams live at once on 2 workers, {options.readers} read across"
    print(f"{crowd}: {limit if sessions else 'no PostgreSQL'}")
    print(f"  {errors} errors; demand: 0; {judge(errors == 0)}", flush=True)


async def watch(ears: Sequence[Ear], hearing: asyncio.Future[Any]) -> tuple[int, int]:
    """The most sessions, and the most live streams."""
    sessions = live = 0
    with open_counter() as count:
        while not hearing.done():
            live = max(live, sum(ear.is_live for ear in ears))
            sessions = max(sessions, await asyncio.to_thread(count))
            await asyncio.sleep(LOOK_SECONDS)
    await hearing
    return sessions, live


@contextmanager
def open_counter() -> Iterator[Callable[[], int]]:
    if DATABASE == "sqlite":
        yield lambda: 0
        return
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield lambda: next(connection.execute(SESSIONS, [database.NAME]))[0]


async def measure_journal(pair: Pair, options: argparse.Namespace) -> None:
    """While all streams speak: with it and without it by turns, in the same process."""
    for sides in options.sides:
        with start_server(application=PAUSING, **WORKERS) as server:
            costs = await compare_costs(replace(pair.first, server=server), options, sides=sides)
        tell_share(f"{options.streams} runs of {sides}", costs)


async def compare_costs(stage: Stage, options: argparse.Namespace, *, sides: int) -> list[tuple[float, float]]:
    """Microseconds a word: with the journal, and without it."""
    model = stage.simulator.make_model(pace(ENDLESS, options.pause))
    ears = [Ear() for _ in range(options.streams)]
    asking = asyncio.create_task(ask_all([(stage, stage.write_question(*[model] * sides), ear) for ear in ears]))
    await wait_until_live(ears)
    gauge = Gauge(stage, ears)
    costs: list[dict[int, float]] = []
    for number in range(options.pairs):
        told: dict[int, float] = {}
        # Who is first changes from pair to pair.
        for is_paused in ((0, 1), (1, 0))[number % 2]:
            await listen(stage, stage.write("GET", f"/pause/{is_paused}/", b""), bytes)
            told[is_paused] = await gauge.measure(TURN_SECONDS)
        costs.append(told)
    asking.cancel()
    await asyncio.wait([asking])
    return [(told[0], told[1]) for told in costs]


MEASURES: Mapping[str, Callable[[Pair, argparse.Namespace], Coroutine[Any, Any, None]]] = {
    "elsewhere": measure_elsewhere,
    "stop": measure_stop,
    "sessions": measure_sessions,
    "journal": measure_journal,
}


@contextmanager
def set_pair() -> Iterator[Pair]:
    call_command("migrate", verbosity=0)
    with start_server(**WORKERS) as first, start_server(**WORKERS) as second, start_simulator() as simulator:
        user = User.objects.create_user(make_email())
        yield Pair(Stage(first, simulator, user), Stage(second, simulator, user))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, parents=[database.options])
    parser.add_argument("measures", nargs="*", default=list(MEASURES), help=", ".join(MEASURES))
    parser.add_argument("--runs", type=int, default=50, help="that are read or stopped elsewhere")
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--pause", type=float, default=0.05)
    parser.add_argument("--live", type=int, default=1000, help="streams while sessions are counted")
    parser.add_argument("--seconds", type=int, default=40, help="how long each of them lasts")
    parser.add_argument("--readers", type=int, default=50, help="of them at the other worker")
    parser.add_argument("--streams", type=int, default=100, help="with and without a journal")
    parser.add_argument("--sides", type=int, nargs="*", default=[1, 2], help="of those")
    parser.add_argument("--pairs", type=int, default=20)
    options = parser.parse_args()
    print("script/bench durability", *sys.argv[1:], f"(load before: {os.getloadavg()[0]:.1f})\n")
    # A stream is two sockets of a worker.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with set_pair() as pair:
        for name in options.measures:
            uvloop.run(MEASURES[name](pair, options))


if __name__ == "__main__":
    main()
