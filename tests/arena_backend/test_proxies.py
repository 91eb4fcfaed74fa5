"""Who is asking, behind proxies: the address throttles count by and logs tell."""

import os
import subprocess
import sys
from ipaddress import ip_network

import pytest
from django.test import RequestFactory, override_settings

from arena_backend import environment
from arena_backend.proxies import ClientAddress, Environ, find_client


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "1.2.3.4, 2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, nonsense, 10.0.0.2", "10.0.0.2"),
        ("198.51.100.1", "1.2.3.4", "198.51.100.1"),
        ("", "1.2.3.4", ""),
    ],
)
def test_a_proxy_of_ours_is_believed_and_nobody_else(
    peer: str, forwarded: str, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OURS", "10.0.0.0/8")

    with override_settings(FORWARDED_ALLOW_IPS=environment.proxies("OURS")):
        assert find_client(peer, forwarded) == client


def test_an_asterisk_is_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OURS", "*")

    with override_settings(FORWARDED_ALLOW_IPS=environment.proxies("OURS")):
        assert find_client("198.51.100.1", "2001:db8::7") == "2001:db8::7"


def test_requests_are_made_to_come_from_the_client(rf: RequestFactory) -> None:
    seen: list[str] = []

    def application(environ: Environ, start_response: object) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    environ = rf.get("/", HTTP_X_FORWARDED_FOR="2001:db8::7").environ
    with override_settings(FORWARDED_ALLOW_IPS=[ip_network("127.0.0.1")]):
        ClientAddress(application)(environ, lambda: None)

    assert seen == ["2001:db8::7"]


def test_the_synchronous_entry_point_does_so() -> None:
    """It cannot be imported where the other one is."""
    code = "from arena_backend import wsgi; print(type(wsgi.application).__name__)"

    run = [sys.executable, "-c", code]
    said = subprocess.run(run, env=os.environ | {"CONTAINER_TYPE": "wsgi"}, capture_output=True, text=True, check=True)

    assert said.stdout == "ClientAddress\n"


def test_nobody_is_believed_unless_named() -> None:
    assert find_client("127.0.0.1", "2001:db8::7") == "127.0.0.1"
