"""/metrics, for those who may read it."""

import httpx
import pytest

from tests.people import Client
from tests.servers import start_server


def read(nobody: Client, **headers: str) -> httpx.Response:
    return httpx.get(nobody.base_url.join("/metrics"), headers=headers, trust_env=False)


def test_this_machine_reads_them(nobody: Client) -> None:
    answer = read(nobody)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "# TYPE arena_provider_calls_total counter" in answer.text
    assert "# TYPE arena_breaker gauge" in answer.text
    assert "process_cpu_seconds_total" in answer.text


@pytest.mark.parametrize("forwarded", ["203.0.113.9", "127.0.0.1, 203.0.113.9", "203.0.113.9, 127.0.0.1", "unknown"])
def test_whom_a_proxy_speaks_for_must_be_allowed_too(forwarded: str, nobody: Client) -> None:
    answer = read(nobody, **{"X-Forwarded-For": forwarded})

    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_they_are_only_read(nobody: Client) -> None:
    answer = httpx.post(nobody.base_url.join("/metrics/"), trust_env=False)

    assert answer.json()["code"] == "method_not_allowed"


def test_who_is_not_allowed_finds_nothing(django_db_setup: None) -> None:
    with start_server(ARENA_METRICS_ALLOW="10.0.0.0/8") as server:
        answer = httpx.get(f"{server.url}/metrics", trust_env=False)

    assert answer.status_code == 404
