"""A provider on a socket of its own, with a script and a ledger, in this process or told over HTTP."""

import asyncio
import json
import socket
import ssl
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count

from tests.simulator import moderating, speeches, steps
from tests.simulator.ledger import Entry, Ledger
from tests.simulator.lines import Line
from tests.simulator.scenarios import JSON, WORDS, refuse, speak
from tests.simulator.steps import Scenario, Script
from tests.simulator.wire import Request

HOST = "127.0.0.1"
# In a script: every model that it does not name.
ANY = "*"
# For what is over but not yet noticed.
SETTLING_SECONDS = 5.0


class Provider:
    def __init__(self, script: Script) -> None:
        self.url = ""
        self.ledger = Ledger()
        self.script: Script = script
        self.taken: Counter[str] = Counter()
        self.gates: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        # The connections that are open.
        self.lines: set[Line] = set()
        self.numbers = count(1)

    def take(self, request: Request, line: int) -> tuple[Scenario, Entry]:
        if control := CONTROLS.get((request.method, request.path)):
            return control(self, request), Ledger().open(request, line)
        return self._choose(request), self.ledger.open(request, line)

    def answer(self) -> Line:
        return Line(self, next(self.numbers))

    async def settle(self) -> None:
        """Until the clients have gone."""
        async with asyncio.timeout(SETTLING_SECONDS):
            while self.lines:
                await asyncio.gather(*[line.gone.wait() for line in self.lines])

    def _choose(self, request: Request) -> Scenario:
        """Whom the script does not name answers well, in the dialect of its path."""
        name = request.model if request.model in self.script else ANY
        if scenarios := self.script.get(name):
            self.taken[name] += 1
            return scenarios[min(self.taken[name], len(scenarios)) - 1]
        if request.path.endswith(moderating.PATH):
            return moderating.rule(request.body)
        speech = speeches.find(request.path)
        return speak(WORDS, speech=speech) if speech else refuse(404)

    def change_script(self, request: Request) -> Scenario:
        """For the models it names; what others do stays."""
        told = steps.read(json.loads(request.body))
        self.script = {**self.script, **told}
        for model in told:
            self.taken.pop(model, None)
        return refuse(200)

    def open_gate(self, request: Request) -> Scenario:
        self.gates[json.loads(request.body)["gate"]].set()
        return refuse(200)

    def tell_ledger(self, request: Request) -> Scenario:
        return refuse(200, json.dumps(self.ledger.tell()).encode(), content_type=JSON)


CONTROLS: Mapping[tuple[str, str], Callable[[Provider, Request], Scenario]] = {
    ("POST", "/_script"): Provider.change_script,
    ("POST", "/_gate"): Provider.open_gate,
    ("GET", "/_ledger"): Provider.tell_ledger,
}


@asynccontextmanager
async def simulate(
    script: Script | None = None, port: int = 0, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Provider]:
    provider = Provider(script or {})
    server = await asyncio.get_running_loop().create_server(provider.answer, HOST, port, ssl=tls, backlog=1024)
    provider.url = f"{'https' if tls else 'http'}://{HOST}:{server.sockets[0].getsockname()[1]}"
    try:
        yield provider
    finally:
        server.close()
        for line in provider.lines:
            line.transport.abort()
        await provider.settle()
        await server.wait_closed()


def refusing_url() -> str:
    """Where nobody listens."""
    with socket.create_server((HOST, 0)) as gone:
        return f"http://{HOST}:{gone.getsockname()[1]}"
