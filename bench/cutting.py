"""A thousand answers cut at random: whether each call has its charge, and how near its tokens are to the provider's."""

import argparse
import asyncio
import random
import time
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate

from bench.runs import Stage  # isort: skip -- it sets Django up

import orjson
import uvloop
from django.core.management import call_command

from ai_model.models import AIModel
from bench.staging.telling import judge
from tests.message.asking import question, seat
from tests.message.simulating import Simulator, start_simulator
from tests.people import make_email
from tests.servers import Server, start_server
from tests.simulator.scenarios import begin
from tests.simulator.speeches import CHAT, DONE, choice, event
from tests.simulator.steps import Close, Pause, Scenario, Send
from tests.simulator.wire import LAST_CHUNK, chunk
from usage.models import Charge
from user.models import User

SEED = 8
MODELS = 4
TOKENS = 120
PAUSE = 0.03
# The first answers are whole: from then on it is known how long a token of the model is.
WHOLE_FIRST = 3
QUESTION = "Which trees do peaches grow on, and how long does it take until they are ripe? "
ASKED = 64
SETTLED_SECONDS = 90.0


@dataclass(frozen=True, slots=True, eq=False)
class Speaker:
    """A model each of whose words is a token, and how many bytes its provider has written behind each of them."""

    model: AIModel
    written: Sequence[int]

    def count(self, written: int) -> int:
        return bisect_right(self.written, written) - 1


@dataclass(slots=True)
class Fates:
    """How the answers of a round are cut."""

    dice: random.Random
    counts: dict[str, int] = field(default_factory=dict)

    def draw(self) -> float | None:
        """After how many seconds it is stopped, if it is."""
        name = self.dice.choices(("stopped", "left to its end"), (4, 1))[0]
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.dice.uniform(0.02, TOKENS * PAUSE) if name == "stopped" else None


def make_speaker(simulator: Simulator, dice: random.Random, *, breaks_off: bool) -> Speaker:
    longest = dice.randint(3, 12)
    words = ["x" * dice.randint(1, longest) + " " for _ in range(TOKENS)]
    pieces = [chunk(CHAT.piece(word)) for word in words]
    opening = begin(())
    usage = {"prompt_tokens": ASKED, "completion_tokens": TOKENS}
    ending = chunk(event(choice({}, "stop")) + event({"choices": [], "usage": usage}) + DONE) + LAST_CHUNK
    said = [step for piece in pieces for step in (Pause(PAUSE), Send(piece))]
    whole: Scenario = (*opening, *said, Send(ending))
    cuts = [(*opening, *said[: 2 * dice.randint(1, TOKENS)], Close()) for _ in range(20)] if breaks_off else []
    model = simulator.make_model(*[whole] * WHOLE_FIRST, *cuts, whole)
    head = sum(len(step.data) for step in opening if isinstance(step, Send))
    return Speaker(model, list(accumulate(map(len, pieces), initial=head)))


async def ask(stage: Stage, model: AIModel, after: float | None) -> None:
    """Heard to its end, or stopped; a server that is killed ends it too."""
    body = orjson.dumps(question(seat(stage.user, model), QUESTION))
    with suppress(ConnectionError):
        async with stage.connect(stage.write("POST", "/api/messages/stream/", body)) as reader:
            line = b""
            while not line.startswith(b'm:{"run"'):
                line = await reader.readline()
                if not line:
                    return
            run = orjson.loads(line[2:])["run"]
            rest = asyncio.create_task(reader.read())
            if after is not None:
                await asyncio.wait([rest], timeout=after)
                await stop(stage, run)
            await rest


async def stop(stage: Stage, run: str) -> None:
    async with stage.connect(stage.write("POST", f"/api/runs/{run}/stop/")) as reader:
        await reader.read()


async def play_round(stage: Stage, speakers: Sequence[Speaker], fates: Fates, *, count: int, kills: bool) -> None:
    asking = []
    for number in range(count):
        model = speakers[number % len(speakers)].model
        asking.append(asyncio.create_task(ask(stage, model, fates.draw())))
        await asyncio.sleep(0.01)
    if kills:
        await asyncio.sleep(fates.dice.uniform(0.5, TOKENS * PAUSE / 2))
        stage.server.process.kill()
    await asyncio.gather(*asking)


async def play_whole(stage: Stage, speakers: Sequence[Speaker]) -> None:
    """Providers have counted before: what is measured is not a guess about models that nobody has ever heard."""
    await asyncio.gather(*(ask(stage, each.model, None) for each in speakers for _ in range(WHOLE_FIRST)))


def play(simulator: Simulator, user: User, options: argparse.Namespace) -> list[Speaker]:
    dice = random.Random(SEED)
    speakers = [make_speaker(simulator, dice, breaks_off=number == 0) for number in range(MODELS)]
    fates = Fates(dice)
    rounds, each = options.rounds, options.runs // options.rounds
    for number in range(rounds):
        with start_server(ARENA_THROTTLES="off") as server:
            stage = Stage(server, simulator, user)
            if number == 0:
                uvloop.run(play_whole(stage, speakers))
            last = number in (rounds // 2, rounds - 1)
            uvloop.run(play_round(stage, speakers, fates, count=each, kills=last))
            if not last:
                wait_until_settled(server)
    with start_server(ARENA_THROTTLES="off") as server:
        wait_until_settled(server)
    print(f"asked {rounds * each} times: {fates.counts}; in 2 of {rounds} rounds the server was killed")
    return speakers


def wait_until_settled(server: Server) -> None:
    end = time.monotonic() + SETTLED_SECONDS
    while Charge.objects.live().exists():
        if time.monotonic() > end:
            raise RuntimeError(f"{Charge.objects.live().count()} charges stay open: {server.read_log()}")
        time.sleep(0.1)


def tell(simulator: Simulator, speakers: Sequence[Speaker]) -> None:
    ledgers = {speaker: simulator.calls_of(speaker.model) for speaker in speakers}
    calls = sum(map(len, ledgers.values()))
    rows = Charge.objects.all()
    estimated = rows.filter(is_estimated=True).count()
    told = f"calls in the provider's ledger {calls}, charges {rows.count()}, of which {estimated} estimated"
    print(f"{told}; demand: as many charges as calls; {judge(calls == rows.count())}")
    said = sum(min(speaker.count(call["written"]), TOKENS) for speaker, ledger in ledgers.items() for call in ledger)
    tell_error("heard", ASKED * calls, sum(rows.values_list("input_tokens", flat=True)))
    tell_error("said", said, sum(rows.values_list("output_tokens", flat=True)))


def tell_error(what: str, truth: int, counted: int) -> None:
    error = abs(counted - truth) / truth * 100
    told = f"tokens {what}: {truth} by the provider, {counted} by us, {error:.2f} % off"
    print(f"{told}; demand: < 3 %; {judge(error < 3)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    with start_simulator() as simulator:
        user = User.objects.create_user(make_email())
        speakers = play(simulator, user, options)
        tell(simulator, speakers)


if __name__ == "__main__":
    main()
