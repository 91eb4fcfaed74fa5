"""What happens around every request: ids, slashes, CORS, headers."""

import re

import httpx
import pytest

from tests.people import Client
from tests.servers import start_server


def test_a_request_keeps_the_id_it_came_with(nobody: Client) -> None:
    answer = nobody.get("/models/", headers={"X-Request-Id": "my-id.1"})

    assert answer.headers["X-Request-Id"] == "my-id.1"


@pytest.mark.parametrize("offered", ["", "two words", "x" * 129, "<script>"])
def test_a_request_without_a_plain_id_gets_one(offered: str, nobody: Client) -> None:
    answer = nobody.get("/models/", headers={"X-Request-Id": offered})

    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-Id"])


@pytest.mark.parametrize("path", ["/models", "/models/", "/users/me", "/sessions"])
def test_the_last_slash_may_be_left_out(path: str, owner: Client) -> None:
    answer = owner.get(path)

    assert answer.status_code == 200
    assert answer.history == []


def test_an_answer_is_kept_by_nobody_and_guessed_by_nobody(owner: Client) -> None:
    answer = owner.get("/users/me/")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/models/", "/sessions/", "/nothing/"])
def test_a_page_on_localhost_may_call_and_read_refusals_too(path: str, nobody: Client) -> None:
    answer = nobody.get(path, headers={"Origin": "http://localhost:3000"})

    assert answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "origin" in answer.headers["Vary"].lower()
    exposed = answer.headers["Access-Control-Expose-Headers"].lower()
    assert {"link", "x-request-id", "x-run-id", "retry-after", "idempotent-replayed"} <= set(exposed.split(", "))


def test_a_preflight_is_answered_without_credentials(nobody: Client) -> None:
    answer = nobody.options(
        "/sessions/",
        headers={
            "Origin": "http://localhost:3000",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type,x-anonymous-token",
        },
    )

    assert answer.status_code == 200
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
    assert {"authorization", "content-type", "x-anonymous-token", "idempotency-key", "last-event-id"} <= set(
        answer.headers["Access-Control-Allow-Headers"].split(", ")
    )


def test_no_page_of_others_reads_the_admin(nobody: Client) -> None:
    answer = nobody.get(nobody.base_url.join("/admin/login/"), headers={"Origin": "http://localhost:3000"})

    assert answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("origin", ["null", "https://evil.example", "http://localhost.evil.example", "http://localhos"])
def test_other_origins_are_not_echoed(origin: str, nobody: Client) -> None:
    answer = nobody.get("/models/", headers={"Origin": origin})

    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_prefix_and_tenants_are_settings(database: None) -> None:
    with start_server("asgi", ARENA_API_PREFIX="", ARENA_TENANTS="north,south") as server:
        answers = [
            httpx.get(f"{server.url}{path}", trust_env=False)
            for path in ("/models/", "/north/models/", "/south/models")
        ]
        schema = httpx.get(f"{server.url}/schema/?format=json", trust_env=False)

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert "/models/" in schema.text
    assert "/north/" not in schema.text
