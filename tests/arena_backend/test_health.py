"""/live/, /health/, /ready/"""

import httpx
import pytest

from tests.people import Client
from tests.servers import start_server


def ask(nobody: Client, path: str) -> httpx.Response:
    return httpx.get(nobody.base_url.join(path), trust_env=False)


def test_alive(nobody: Client) -> None:
    assert ask(nobody, "/live").json() == {"status": "alive"}


@pytest.mark.parametrize("path", ["/health/", "/ready/"])
def test_healthy(path: str, nobody: Client) -> None:
    answer = ask(nobody, path)

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "healthy",
        "container_type": "asgi",
        "async_enabled": True,
        "version": "0.1.0",
        "checks": {"database": "ok"},
    }


def test_the_synchronous_container_says_so(database: None) -> None:
    with start_server("wsgi") as server:
        health = httpx.get(f"{server.url}/health/", trust_env=False).json()
        models = httpx.get(f"{server.url}/api/models/", trust_env=False)

    assert (health["container_type"], health["async_enabled"]) == ("wsgi", False)
    assert models.status_code == 200
