"""One run and all who can come back to it, each behind a line of its own that is cut in the middle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai_model.models import AIModel
from message.models import Message
from tests.clients.answers import make_answers
from tests.clients.cutting import Line, lay_line
from tests.clients.running import start
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, new_gate
from tests.message.wire.hearing import Heard
from tests.people import Client
from tests.servers import Server

SCRIPTS = ("with_eventsource.html", "with_eventsource.mjs", "with_eventsource_parser.mjs", "with_httpx_sse.py")
# In the first words, and in the midst of a long answer.
CUTS = (3_000, 120_000)
# Those who come back by themselves wait three seconds before each time.
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What one of them heard, the places it asked from and how each time was answered."""

    heard: Sequence[Heard]
    places: Sequence[str]
    statuses: Sequence[int]


@dataclass(frozen=True, slots=True)
class Race:
    readings: Mapping[str, Reading]
    replies: Sequence[Message]
    calls: Mapping[str, int]


def race(owner: Client, server: Server, *, simulator: Simulator, folder: Path) -> Race:
    gate = new_gate()
    models = {side: simulator.make_model(answer) for side, answer in make_answers(gate).items()}
    session = seat(owner.user, *models.values())
    with ask(owner, question(session)) as ear:
        run = ear.run
    with ExitStack() as stack:
        lines = {script: stack.enter_context(lay_line(server.url, *CUTS)) for script in SCRIPTS}
        streams = {script: f"{line.url}/api/runs/{run}/stream/" for script, line in lines.items()}
        programs = {
            script: stack.enter_context(start(script, stream, token_of(owner), folder=folder))
            for script, stream in streams.items()
        }
        for line in lines.values():
            line.wait_for_answers(len(CUTS) + 1, seconds=SECONDS)
        owner.post(f"/runs/{run}/stop/", json={"side": "f"})
        simulator.open(gate.gate)
        readings = {script: read(programs[script].tell(), line) for script, line in lines.items()}
    return Race(readings, load_replies(run), count_calls(simulator, models))


def token_of(client: Client) -> str:
    return client.headers["Authorization"].removeprefix("Bearer ")


def load_replies(run: str) -> Sequence[Message]:
    return list(Message.objects.filter(run__pk=run).order_by("participant"))


def count_calls(simulator: Simulator, models: Mapping[str, AIModel]) -> Mapping[str, int]:
    return {side: len(simulator.calls_of(model)) for side, model in models.items()}


def read(printed: Iterable[dict[str, Any]], line: Line) -> Reading:
    places = [request.headers.get("last-event-id", "") for request in line.requests]
    return Reading(hear_all(printed), places, line.statuses)


def hear_all(printed: Iterable[dict[str, Any]]) -> list[Heard]:
    return [hear(each) for each in printed if each["event"] != "closed"]


def hear(printed: dict[str, Any]) -> Heard:
    data = printed["data"]
    side = data.pop("side", "")
    return Heard(printed["event"], side, data.get("content", data), printed["id"])


def stand(heard: Iterable[Heard]) -> Iterator[Mapping[str, int]]:
    """Where the reader stands after each event, by its own count."""
    places: dict[str, int] = {}
    for each in heard:
        if each.kind == "run":
            places = {**dict.fromkeys(each.data.keys() - {"run", "user"}, 0), **places}
        if each.kind in ("text", "reasoning"):
            places[each.side] += len(each.data)
        yield dict(places)
