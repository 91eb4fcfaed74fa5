"""/metrics, for those who may read it."""

import httpx
import pytest
from django.db import connection

from tests.people import Client
from tests.servers import start_server


def read(nobody: Client, **headers: str) -> httpx.Response:
    return httpx.get(nobody.base_url.join("/metrics"), headers=headers, trust_env=False)


def count(nobody: Client, series: str) -> float:
    return next(float(line.split()[1]) for line in read(nobody).text.splitlines() if line.startswith(series))


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


def test_what_is_refused_is_counted_by_its_code(nobody: Client) -> None:
    series = 'arena_refusals_total{code="unauthenticated"} '
    before = count(nobody, series)

    nobody.get("/sessions/")

    assert count(nobody, series) == before + 1


def test_each_worker_behind_a_port_says_which_it_is_and_nothing_of_runs(database: None) -> None:
    with start_server("wsgi") as server:
        lines = httpx.get(f"{server.url}/metrics", trust_env=False).text.splitlines()
    ours = [line for line in lines if line.startswith("arena_")]

    assert all('worker="' in line for line in ours)
    assert {"arena_votes_total", "arena_refusals_total"} <= {line.partition("{")[0] for line in ours}
    assert not [line for line in ours if line.startswith(("arena_runs", "arena_loop"))]


def test_the_pool_is_told_of_where_there_is_one(nobody: Client) -> None:
    nobody.get("/models/")
    states = {line.partition("{")[2] for line in read(nobody).text.splitlines() if line.startswith("arena_pool_conn")}

    assert len(states) == (2 if connection.vendor == "postgresql" else 0)
