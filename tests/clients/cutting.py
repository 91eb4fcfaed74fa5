"""A line between a client and the server that is cut at places a test chose."""

import re
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, BaseServer, ThreadingTCPServer
from threading import Condition, Thread
from urllib.parse import urlsplit

from tests.simulator.wire import Request, read_request

STATUS = re.compile(rb"HTTP/1\.1 ([0-9]{3}) ")
PIECE = 65_536


class Line(ThreadingTCPServer):
    """Each cut is how many bytes the server may say before its connection breaks; after the last one all passes."""

    def __init__(self, server: str, cuts: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", 0), Carrier)
        self.far_end = (urlsplit(server).hostname, urlsplit(server).port)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.cuts = iter(cuts)
        self.requests: list[Request] = []
        # Of the answers that have begun.
        self.statuses: list[int] = []
        self.has_answer = Condition()

    def note_answers(self, data: bytes) -> None:
        with self.has_answer:
            self.statuses += map(int, STATUS.findall(data))
            self.has_answer.notify_all()

    def wait_for_answers(self, count: int, *, seconds: float) -> None:
        with self.has_answer:
            agents = {request.headers.get("user-agent") for request in self.requests}
            assert self.has_answer.wait_for(lambda: len(self.statuses) >= count, seconds), (agents, self.statuses)


class Carrier(BaseRequestHandler):
    """A browser opens connections it may never use, so a cut is taken with the first answer."""

    server: Line
    request: socket.socket

    def handle(self) -> None:
        with socket.create_connection(self.server.far_end) as far_end:
            upwards = Thread(target=self._carry_requests, args=(far_end,))
            upwards.start()
            with suppress(ConnectionError):
                self._carry_answers(far_end)
            hang_up(self.request)
            upwards.join()

    def _carry_requests(self, far_end: socket.socket) -> None:
        received = bytearray()
        with suppress(ConnectionError):
            while data := self.request.recv(PIECE):
                received += data
                while request := read_request(received):
                    self.server.requests.append(request)
                far_end.sendall(data)
        hang_up(far_end)

    def _carry_answers(self, far_end: socket.socket) -> None:
        left = 0
        while data := far_end.recv(PIECE):
            left = left or next(self.server.cuts, sys.maxsize)
            self.server.note_answers(data)
            self.request.sendall(data[:left])
            left -= len(data)
            if left <= 0:
                return


def hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(server: BaseServer) -> Iterator[None]:
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def lay_line(server: str, *cuts: int) -> Iterator[Line]:
    with Line(server, cuts) as line, serving(line):
        yield line
