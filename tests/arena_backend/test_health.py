"""/live/, /health/, /ready/"""

import httpx
import pytest

from tests.people import Client
from tests.servers import start_server


def ask(nobody: Client, path: str) -> httpx.Response:
    return httpx.get(nobody.base_url.join(path), trust_env=False)


def test_alive(nobody: Client) -> None:
    assert ask(nobody, "/live").json() == {"status": "alive"}


@pytest.mark.parametrize("path", ["/live/", "/static/admin/css/base.css"])
def test_what_is_only_read_takes_no_other_method(path: str, nobody: Client) -> None:
    address = nobody.base_url.join(path)

    assert nobody.get(address).status_code == 200
    assert nobody.post(address).json()["code"] == "method_not_allowed"


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


def test_a_load_balancer_may_call_us_by_any_name(nobody: Client) -> None:
    answer = httpx.get(nobody.base_url.join("/ready/"), headers={"Host": "10.1.2.3"}, trust_env=False)

    assert answer.status_code == 200


def test_the_synchronous_container_says_so_and_reads_bodies_of_any_length(database: None) -> None:
    with start_server("wsgi") as server:
        health = httpx.get(f"{server.url}/health/", trust_env=False).json()
        guest = httpx.post(
            f"{server.url}/api/auth/anonymous/",
            content=iter([b'{"display_name": ', b'"Zoe"}']),
            headers={"Content-Type": "application/json"},
            trust_env=False,
        )

    assert (health["container_type"], health["async_enabled"]) == ("wsgi", False)
    assert guest.json()["user"]["display_name"] == "Zoe"
