"""A provider that lists its models, on a socket of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import orjson


@dataclass
class Shelf:
    """What it answers to each path, and what it was asked."""

    url: str
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def put(self, path: str, answer: object, status: int = 200) -> None:
        self.answers[path] = (status, answer if isinstance(answer, bytes) else orjson.dumps(answer))


@contextmanager
def open_shelf() -> Iterator[Shelf]:
    class Listener(ThreadingHTTPServer):
        request_queue_size = 64

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shelf.asked.append({"path": self.path} | {key.lower(): value for key, value in self.headers.items()})
            status, body = shelf.answers.get(self.path, (404, b"{}"))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Tests read what was asked from the shelf."""

    listener = Listener(("127.0.0.1", 0), Handler)
    shelf = Shelf(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield shelf
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()
