"""Every line of a server is an object of JSON: of the application, of what serves it, and of what is not even HTTP."""

import json
import socket
import subprocess
import sys
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.message.submitting import comes_true
from tests.servers import APPLICATIONS, Server, start_server

# As the compose file starts them.
OWN_LINES = {"asgi": "", "wsgi": " --logger-class arena_backend.gunicorn_logs.Lines"}
BROKEN = b"NO HTTP\x1b[31m AT ALL\r\n\r\n"


def send(server: Server, request: bytes) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=5) as client:
        client.sendall(request)
        client.recv(1024)


def read_lines(server: Server) -> list[dict[str, Any]]:
    return [json.loads(line) for line in server.log.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("container", ["asgi", "wsgi"])
def test_whoever_writes_it_each_line_has_the_same_shape(container: str, django_db_setup: None) -> None:
    application = APPLICATIONS[container] + OWN_LINES[container]

    with start_server(container, application=application, PYTHONWARNINGS="always") as server:
        answer = httpx.get(f"{server.url}/nowhere?secret=1", trust_env=False)
        send(server, BROKEN)
        assert comes_true(lambda: any("nvalid" in line["event"] for line in read_lines(server)))
    lines = read_lines(server)
    access = next(line for line in lines if line.get("status") == 404)

    assert all({"time", "level", "logger", "event"} <= set(line) for line in lines)
    assert {line["logger"].partition(".")[0] for line in lines} >= {{"asgi": "uvicorn", "wsgi": "gunicorn"}[container]}
    assert (access["event"], access["method"], access["path"]) == ("answered", "GET", "/nowhere/")
    assert access["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in server.log.read_text(encoding="utf-8")


def test_a_warning_is_a_line_too() -> None:
    program = "import django, warnings; django.setup(); warnings.warn('this will go')"

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    line = json.loads(run.stderr)

    assert (line["logger"], line["level"]) == ("py.warnings", "warning")
    assert "this will go" in line["event"]
