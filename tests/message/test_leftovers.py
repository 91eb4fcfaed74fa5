"""A thousand runs, heard, stopped, left alone or failing: when they are over, nothing of them is left."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from chat_session.models import PARTICIPANTS, Contender, Session
from message.models import Message, Run
from tests.message.asking import question
from tests.message.simulating import Simulator, say_in_turn, start_simulator
from tests.message.submitting import comes_true
from tests.people import Client
from tests.servers import Server, start_server
from tests.simulator.scenarios import SCENARIOS, refuse
from tests.simulator.steps import Close, Hold, Pause, Scenario
from tests.simulator.wire import HEAD_END

# By each of two people.
RUNS, AT_ONCE = 500, 10
# How many of them are.
STOPPING = 0.2
SHORT = Pause(0.002)
# Connections are not kept, so that none may be left.
ANSWERS: list[Scenario] = [
    (*say_in_turn("Peaches ", SHORT, "grow ", SHORT, "on trees."), Close()),
    (*say_in_turn("Peaches ", Pause(0.1), "grow."), Close()),
    (*refuse(401), Close()),
    SCENARIOS["reset-in-body"],
    SCENARIOS["closed-in-body"],
]
# A model that fails too often is left alone for a while.
MODELS_EACH = 10
# Only for those who stop it.
ENDLESS = say_in_turn("Peaches ", Hold())


CREDENTIALS = ("Authorization", "X-Anonymous-Token")


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    """Its ledger becomes long."""
    with start_simulator() as simulator:
        yield simulator


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(application="tests.message.counting_application:application") as server:
        yield server


def find_run(head: bytes) -> str | None:
    """Of an answer that is one."""
    headers = dict(line.split(": ", 1) for line in head.decode().lower().splitlines() if ": " in line)
    return headers.get("x-run-id")


def find_file(link: Path) -> str:
    """Where it leads; nowhere if it has just been closed."""
    with suppress(FileNotFoundError):
        return str(link.readlink())
    return ""


@dataclass(frozen=True, slots=True)
class Stage:
    server: Server
    asker: Client
    # Its connection is there each time it is counted.
    counter: httpx.Client

    @asynccontextmanager
    async def send(self, method: str, path: str, body: Any) -> AsyncIterator[asyncio.StreamReader]:
        """On a connection of its own."""
        address = urlsplit(self.server.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        content = orjson.dumps(body)
        head = f"{method} /api{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        head += "".join(f"{name}: {self.asker.headers[name]}\r\n" for name in CREDENTIALS if name in self.asker.headers)
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        writer.write(head.encode() + content)
        try:
            yield reader
        finally:
            writer.close()

    async def hear(self, body: Any) -> bool:
        """To its end; whoever is refused for being one of too many has not been heard."""
        async with self.send("POST", "/messages/stream/", body) as answer:
            return b"ad:" in await answer.read()

    async def leave(self, body: Any) -> bool:
        async with self.send("POST", "/messages/stream/", body) as answer:
            return find_run(await answer.readuntil(HEAD_END)) is not None

    async def stop(self, body: Any) -> bool:
        async with self.send("POST", "/messages/stream/", body) as answer:
            run = find_run(await answer.readuntil(HEAD_END))
            if run is None:
                return False
            status = b""
            while b" 202 " not in status:
                async with self.send("POST", f"/runs/{run}/stop/", {}) as stopped:
                    status = await stopped.readline()
            return b"ad:" in await answer.read()

    def count(self) -> dict[str, int]:
        told: dict[str, int] = self.counter.get(f"{self.server.url}/counts/").json()
        return told

    def files(self) -> Counter[str]:
        """What the process has open, by kind. Of sockets only those of TCP, as a pool of the database may grow; a file
        counts once, as SQLite keeps it open as often as it ever was."""
        folder = Path(f"/proc/{self.server.process.pid}")
        open_ones = [where for file in (folder / "fd").iterdir() if (where := find_file(file))]
        inodes = {line.split()[9] for line in (folder / "net/tcp").read_text().splitlines()[1:]}
        sockets = [name for name in open_ones if name.startswith("socket:") and name[8:-1] in inodes]
        return Counter(sockets=len(sockets), files=len({name for name in open_ones if name[0] == "/"}))

    def holds_no_more_than(self, before: tuple[dict[str, int], Counter[str]]) -> bool:
        counts, files = self.count(), self.files()
        return files <= before[1] and all(number <= before[0][name] for name, number in counts.items())

    def rest(self) -> tuple[dict[str, int], Counter[str]]:
        """Counted twice alike: a worker's beat opens the database for a moment."""
        counts = [(self.count(), self.files())]

        def is_at_rest() -> bool:
            counts.append((self.count(), self.files()))
            return counts[-1] == counts[-2]

        assert comes_true(is_at_rest), counts
        return counts[-1]


def open_sessions(asker: Client, simulator: Simulator, *, dice: random.Random) -> tuple[list[Session], set[Any]]:
    """Of one side or two; those whose models never end are told apart."""
    models = [simulator.make_model(answer) for answer in ANSWERS for _ in range(MODELS_EACH)]
    endless = simulator.make_model(ENDLESS)
    sizes = dice.choices((1, 2), k=RUNS)
    sessions = Session.objects.bulk_create(Session(user=asker.user, mode="compare", size=size) for size in sizes)
    stopping = {session.pk for session in sessions if dice.random() < STOPPING}
    Contender.objects.bulk_create(
        Contender(session=session, participant=side, model=endless if session.pk in stopping else dice.choice(models))
        for session in sessions
        for side in PARTICIPANTS[: session.size]
    )
    return sessions, stopping


async def play(stage: Stage, sessions: Sequence[Session], stopping: set[Any], *, dice: random.Random) -> None:
    waiting = iter(sessions)
    refused: list[Session] = []

    async def ask_on() -> None:
        for session in waiting:
            act = stage.stop if session.pk in stopping else dice.choices((stage.hear, stage.leave), (2, 1))[0]
            while not await act(question(session)):
                refused.append(session)

    await asyncio.gather(*(ask_on() for _ in range(AT_ONCE)))
    assert len(refused) < len(sessions) / 10


@pytest.fixture(params=["owner", "guest"])
def asker(request: pytest.FixtureRequest) -> Iterator[Client]:
    """Whose many rows are taken away again: there are tests that read all there is."""
    person: Client = request.getfixturevalue(request.param)
    yield person
    Session.objects.filter(user=person.user).delete()


@pytest.fixture
def counter() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as counter:
        yield counter


def test_nothing_is_left(server: Server, asker: Client, simulator: Simulator, counter: httpx.Client) -> None:
    dice = random.Random(RUNS)
    stage = Stage(server, asker, counter)
    sessions, stopping = open_sessions(asker, simulator, dice=dice)
    asyncio.run(play(stage, sessions[:AT_ONCE], stopping, dice=dice))
    assert comes_true(lambda: not stage.count()["runs"])
    before = stage.rest()

    asyncio.run(play(stage, sessions[AT_ONCE:], stopping, dice=dice))

    assert comes_true(lambda: stage.holds_no_more_than(before)), (before, stage.count(), stage.files())
    replies = Message.objects.filter(session__user=asker.user, role="assistant")
    statuses = Counter(replies.values_list("status", flat=True))
    assert set(statuses) == {"success", "error", "stopped"}
    assert statuses.total() == sum(session.size for session in sessions)
    assert not Run.objects.live().filter(session__user=asker.user).exists()
