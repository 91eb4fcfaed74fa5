"""What the client of providers costs: CPU per chunk beside a bare loop of httpx, and what 20,000 cancels leave."""

import argparse
import asyncio
import gc
import random
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import uvloop
from httpx_aiohttp import AiohttpTransport

from ai_model.providers import breaking, exchange, retrying
from ai_model.providers.calling import Caller
from ai_model.providers.events import Text
from ai_model.providers.watching import PATIENCE
from tests.ai_model.providers.hearing import make_call
from tests.ai_model.providers.stopping import LONGEST, SCRIPT, STOPPED, find_remains, make_calls, stop_after
from tests.simulator import steps
from tests.simulator.scenarios import pace
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Script

GOAL = 20.0
MODEL = "paced"
CHUNK = CHAT.piece("word ")
SETTLING_SECONDS = 1.0
# Of the calls that are given up; half of them wait for their turn.
AT_ONCE = 50


class Gauge:
    """CPU per chunk from the moment when all streams have begun until the first one ends."""

    def __init__(self, streams: int) -> None:
        self.waited_for = streams
        self.chunks = 0
        self.began = self.ended = 0.0

    def begin(self) -> None:
        self.waited_for -= 1
        if not self.waited_for:
            self.chunks, self.began = 0, time.process_time()

    def count(self, chunks: int) -> None:
        if not self.ended:
            self.chunks += chunks

    def end(self) -> None:
        self.ended = self.ended or time.process_time()

    @property
    def microseconds(self) -> float:
        return (self.ended - self.began) / self.chunks * 1e6


Listen = Callable[[str, Gauge], Awaitable[None]]


async def listen_with_caller(url: str, gauge: Gauge, *, caller: Caller) -> None:
    call = replace(make_call(url, MODEL, max_concurrency=gauge.waited_for), patience=PATIENCE)
    has_begun = False
    async for event in caller.stream(call):
        if isinstance(event, Text):
            if not has_begun:
                has_begun = True
                gauge.begin()
            gauge.count(1)
    gauge.end()


async def listen_with_httpx(url: str, gauge: Gauge, *, client: httpx.AsyncClient) -> None:
    has_begun = False
    async with client.stream("POST", f"{url}/chat/completions", json={"model": MODEL}) as response:
        async for piece in response.aiter_bytes():
            if not has_begun:
                has_begun = True
                gauge.begin()
            gauge.count(len(piece) // len(CHUNK))
    gauge.end()


async def measure_caller(url: str, streams: int) -> float:
    caller = Caller()
    try:
        return await measure(partial(listen_with_caller, caller=caller), url, streams=streams)
    finally:
        await caller.close()


async def measure_httpx(url: str, streams: int) -> float:
    transport = AiohttpTransport(limits=httpx.Limits(max_connections=0))
    async with httpx.AsyncClient(transport=transport, timeout=None) as client:
        return await measure(partial(listen_with_httpx, client=client), url, streams=streams)


async def measure(listen: Listen, url: str, *, streams: int) -> float:
    gc.collect()
    gauge = Gauge(streams)
    await asyncio.gather(*(listen(url, gauge) for _ in range(streams)))
    return gauge.microseconds


@contextmanager
def start_simulator() -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "tests.simulator"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def tell_script(url: str, script: Script) -> None:
    httpx.post(f"{url}/_script", json=steps.tell(script), timeout=60, trust_env=False).raise_for_status()


def compare(url: str, options: argparse.Namespace) -> None:
    tell_script(url, {MODEL: [pace(options.chunks, options.pause)]})
    print(f"CPU per chunk in µs; {options.streams} streams, {options.chunks} chunks each, one every {options.pause} s")
    print(f"{'round':>8}{'caller':>10}{'httpx':>10}{'ratio':>10}")
    rows = []
    for number in range(1, options.rounds + 1):
        caller, bare = (uvloop.run(run(url, options.streams)) for run in (measure_caller, measure_httpx))
        rows.append((caller, bare, caller / bare))
        print(f"{number:>8}{caller:>10.1f}{bare:>10.1f}{caller / bare:>10.2f}", flush=True)
    medians = [statistics.median(column) for column in zip(*rows, strict=True)]
    print(f"{'median':>8}{medians[0]:>10.1f}{medians[1]:>10.1f}{medians[2]:>10.2f}")
    print(f"{'goal':>8}{GOAL:>10.1f}   {'reached' if medians[0] <= GOAL else 'missed'}\n")


def cancel(url: str, options: argparse.Namespace) -> None:
    tell_script(url, SCRIPT)
    retrying.FIRST_PAUSE = breaking.REST_SECONDS = exchange.FAREWELL_SECONDS = 0.01
    began = time.monotonic()
    results, remains = uvloop.run(stop_many(url, options))
    print(f"{options.cancels} calls given up within {LONGEST} s, {AT_ONCE} at once")
    print(f"{results.pop(STOPPED)} stopped, {dict(results.most_common())}, in {time.monotonic() - began:.0f} s")
    print(f"left: {remains}")


async def stop_many(url: str, options: argparse.Namespace) -> tuple[Counter[str], dict[str, int]]:
    dice = random.Random(options.seed)
    sockets = count_sockets()
    caller = Caller()
    calls = make_calls(url, options.cancels, dice=dice, at_once=AT_ONCE // 2)
    results: Counter[str] = Counter()

    async def stop_some() -> None:
        for call in calls:
            results[await stop_after(dice.uniform(0, LONGEST), caller, call=call)] += 1

    await asyncio.gather(*(stop_some() for _ in range(AT_ONCE)))
    await caller.close()
    await asyncio.sleep(SETTLING_SECONDS)
    ledger = await asyncio.to_thread(read_ledger, url)
    running = sum(not entry["end"] for entry in ledger)
    return results, find_remains(caller) | {"sockets": count_sockets() - sockets, "running at the provider": running}


def read_ledger(url: str) -> list[dict[str, Any]]:
    return httpx.get(f"{url}/_ledger", timeout=60, trust_env=False).json()


def count_sockets() -> int:
    return sum(str(file.readlink()).startswith("socket:") for file in Path("/proc/self/fd").iterdir() if file.exists())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=400)
    parser.add_argument("--chunks", type=int, default=100)
    parser.add_argument("--pause", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cancels", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("script/bench providers", *sys.argv[1:], "\n")
    with start_simulator() as url:
        if options.rounds:
            compare(url, options)
        if options.cancels:
            cancel(url, options)


if __name__ == "__main__":
    main()
