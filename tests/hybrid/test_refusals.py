"""What nginx refuses by itself has the shape of all refusals, and pages of known origins may read it."""

import socket
from urllib.parse import urlsplit

import httpx
import orjson
import pytest

from hybrid.stack import Stack
from tests.hybrid.conftest import PAGES
from tests.hybrid.hearing import lines_of, visit
from tests.servers import Server

BODY = b"x" * (2 * 1024 * 1024 + 1)


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "code"),
    [
        ("GET", "/static/nowhere.css", {}, 404, "not_found"),
        ("GET", "/static/admin/", {}, 404, "not_found"),
        ("POST", "/static/admin/css/base.css", {}, 405, "method_not_allowed"),
        ("GET", "/metrics/", {}, 404, "not_found"),
        ("POST", "/api/sessions/", {"content": BODY}, 413, "too_large"),
        ("GET", "/api/sessions/", {"params": {"search": "x" * 20_000}}, 400, "invalid"),
        ("GET", "/api/sessions/", {"headers": {"Authorization": "x" * 20_000}}, 400, "invalid"),
    ],
)
def test_it_has_the_one_shape(
    method: str, path: str, options: dict[str, object], status: int, code: str, server: Server
) -> None:
    with visit(server) as client:
        answer = client.request(method, path, **options)  # type: ignore[arg-type]

    told = answer.json()
    assert (answer.status_code, told["code"]) == (status, code)
    assert told.keys() == {"code", "detail", "request_id"}
    assert told["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize(
    "asked",
    [
        b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: a\r\n\r\n",
        b"POST /api/sessions/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
    ],
)
def test_it_has_it_even_if_nothing_was_understood(asked: bytes, server: Server) -> None:
    address = urlsplit(server.url)
    with socket.create_connection((address.hostname, address.port)) as client:
        client.sendall(asked)
        head, _, body = client.makefile("rb").read().partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 ")
    assert orjson.loads(body)["code"] == "invalid"


def test_files_are_given_whole(server: Server) -> None:
    """A range beyond the end would be refused in another shape."""
    with visit(server) as client:
        answer = client.get("/static/admin/css/base.css", headers={"Range": "bytes=99999999-"})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (PAGES, PAGES),
        ("https://other.example.org", "https://other.example.org"),
        ("https://pages.example.org.evil.example", None),
        ("https://example.org", None),
        ("https://pages.example.or", None),
        ("https", None),
        ("x x,", None),
        (f"https://other.example.org, {PAGES}", None),
        ("null", None),
    ],
)
def test_pages_of_known_origins_may_read_it(origin: str, allowed: str | None, server: Server) -> None:
    with visit(server) as client:
        answer = client.get("/static/nowhere.css", headers={"Origin": origin})

    assert answer.headers.get("Access-Control-Allow-Origin") == allowed
    assert answer.headers["Vary"] == "Origin"


def test_when_all_are_away_it_is_told_with_when_to_come_again(stack: Stack, server: Server) -> None:
    for name in ("wsgi", "asgi1", "asgi2"):
        stack.processes[name].kill()

    with visit(server) as client:
        answer = client.get("/api/models/")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "2"


def test_what_it_refuses_is_logged_by_what_was_asked(server: Server) -> None:
    with visit(server) as client:
        answers = [client.get("/static/nowhere.css?a=b"), client.delete("/static/admin/css/base.css")]

    lines = [line for answer in answers for line in lines_of(server, answer.headers["X-Request-Id"])]
    assert [(line["request"], line["status"], line["upstream"]) for line in lines] == [
        ("GET /static/nowhere.css", 404, ""),
        ("DELETE /static/admin/css/base.css", 405, ""),
    ]


def test_no_line_holds_a_query_or_the_token_of_a_shared_page(server: Server) -> None:
    paths = [
        "/api/models/?search=Peaches",
        "/api/shared/Peaches/",
        "/api/Shared/Peaches/x",
        "/s/Peaches",
        "/S/Peaches/%ff",
        "/api/models/%3FPeaches",
        "/static/a.css?Peaches",
        "/api/%00/?Peaches",
    ]
    with visit(server) as client:
        ids = [client.get(path).headers["X-Request-Id"] for path in paths]

    lines = [line for each in ids for line in lines_of(server, each)]
    assert len(lines) == len(ids)
    assert "Peaches" not in server.log.read_text(encoding="utf-8")


def test_internal_addresses_are_nobodys(server: Server) -> None:
    answer = httpx.get(f"{server.url}/refused/throttled", trust_env=False)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
