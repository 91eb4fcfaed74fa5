"""Which container answers where, by real requests through nginx."""

import httpx
import pytest

from hybrid.stack import Stack
from tests.deployment.routes import ROUTES, is_streaming
from tests.hybrid.hearing import visit, who_answers
from tests.message.submitting import refusal
from tests.servers import Server

STREAMS = [path for path, view in ROUTES.items() if is_streaming(view)]
FILES = "/static/admin/css/base.css"


@pytest.mark.parametrize("path", ROUTES)
def test_every_address_is_answered_by_its_container(path: str, stack: Stack, server: Server) -> None:
    own = "nginx" if path.startswith(("/metrics", "/static")) else "wsgi"
    wanted = {"asgi1", "asgi2"} if path in STREAMS else {own}

    with visit(server) as client:
        answering = {who_answers(stack, server, client, each) for each in (path, path.rstrip("/") or "/")}

    assert answering <= wanted


@pytest.mark.parametrize("path", STREAMS)
def test_a_stream_asked_of_the_synchronous_side_is_sent_away(path: str, stack: Stack) -> None:
    url = f"http://127.0.0.1:{stack.variables['WSGI_PORT']}{path}"

    answers = [httpx.request(method, url, trust_env=False) for method in ("GET", "POST")]

    assert [refusal(answer) for answer in answers] == [(421, "wrong_container")] * 2


def test_both_event_loops_are_asked(stack: Stack, server: Server) -> None:
    with visit(server) as client:
        answering = {who_answers(stack, server, client, STREAMS[0]) for _ in range(8)}

    assert answering == {"asgi1", "asgi2"}


@pytest.mark.parametrize("path", ["/ws/sessions/7/", "/v1/chat/completions"])
def test_what_is_kept_free_for_streams_is_theirs(path: str, stack: Stack, server: Server) -> None:
    with visit(server) as client:
        assert who_answers(stack, server, client, path, method="POST") in ("asgi1", "asgi2")


def test_files_come_from_the_disk_and_may_be_kept(server: Server) -> None:
    with visit(server) as client:
        whole = client.get(FILES, headers={"Accept-Encoding": "gzip"})
        known = client.get(FILES, headers={"If-None-Match": whole.headers["ETag"]})

    assert (whole.status_code, known.status_code) == (200, 304)
    assert whole.headers["Content-Encoding"] == "gzip"
    assert whole.headers["Cache-Control"] == "max-age=3600"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"


def test_answers_are_packed_and_streams_are_not(server: Server) -> None:
    with visit(server) as client:
        packed = client.get("/api/schema/", headers={"Accept-Encoding": "gzip"})
        refused = client.post("/api/messages/stream/", headers={"Accept-Encoding": "gzip"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in refused.headers


def test_a_request_keeps_its_name_on_both_sides(server: Server) -> None:
    with visit(server) as client:
        answers = [
            client.get(path, headers={"X-Request-Id": "a.name-of_ours"}) for path in ("/api/users/me/", STREAMS[0])
        ]

    assert {answer.headers["X-Request-Id"] for answer in answers} == {"a.name-of_ours"}
    assert {answer.json()["request_id"] for answer in answers} == {"a.name-of_ours"}
