"""All that anybody is told, with its headers, by whom it was told to."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx

from tests.people import Client
from tests.servers import Server


class Witness:
    def __init__(self, server: Server, clients: ExitStack) -> None:
        self.server = server
        self.clients = clients
        self.told: defaultdict[str, list[bytes]] = defaultdict(list)

    def client(self, person: str) -> Client:
        """Of the API, for one of the people of the sweep."""

        def note(answer: httpx.Response) -> None:
            answer.read()
            told = "\n".join(f"{name}: {value}" for name, value in answer.headers.multi_items())
            self.told[person].append(f"{answer.status_code} {told}\n\n".encode() + answer.content)

        client = Client(self.server)
        client.event_hooks = {"response": [note]}
        return self.clients.enter_context(client)

    def all_told_to(self, person: str) -> bytes:
        return b"\n".join(self.told[person])


@contextmanager
def witnessing(server: Server) -> Iterator[Witness]:
    with ExitStack() as clients:
        yield Witness(server, clients)
