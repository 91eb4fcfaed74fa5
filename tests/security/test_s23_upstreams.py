"""S23: nobody makes the server connect to what is private, however its address is spelled or hidden."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse

from ai_model.models import NO_ADDRESS, Provider
from ai_model.providers.calling import Caller
from ai_model.providers.calls import Endpoint
from ai_model.providers.discovery import ask_all
from tests.ai_model.providers.hearing import hear, make_call, run
from tests.ai_model.providers.replaying import Heard
from tests.ai_model.rows import make_name, make_provider
from tests.pages import PageClient
from tests.people import make_email
from tests.simulator.providing import Provider as Simulated
from tests.simulator.scenarios import refuse, speak
from user.models import User

METADATA = [
    "http://169.254.169.254",
    "http://[::ffff:a9fe:a9fe]",
    "http://[64:ff9b::a9fe:a9fe]",
    "http://[2002:a9fe:a9fe::]",
    "http://[64:ff9b:1::a9fe:a9fe]",
    "http://[::ffff:0:a9fe:a9fe]",
    "http://[::a9fe:a9fe]",
    "http://0xa9fea9fe",
    "http://2852039166",
    "http://[fd00:ec2::254]",
    "http://100.100.100.200",
    "http://metadata.google.internal",
    "http://METADATA.google.internal.",
]
# With the port of the listener, where they name this machine.
HERE = [
    "127.0.0.1",
    "127.0.0.1.",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "127.1",
]
HERE += ["0", "[::]", "localhost", "LOCALHOST.", "127.0.0.1%2e"]
# What is no host to us at all.
NO_NAMES = ("0177.0.0.1", "127.0.0.1%2e")
PRIVATE = [
    "http://10.1.2.3",
    "http://172.16.0.1",
    "http://192.168.1.1",
    "http://100.64.0.1",
    "http://[::1]",
    "http://[fe80::1]",
    "http://[fd12::1]",
    "http://[::7f00:1]",
    "http://[2002:7f00:1::]",
    "http://[64:ff9b::7f00:1]",
    "http://224.0.0.1",
    "http://db",
    "http://db.internal",
]
OTHERS = [
    "file:///etc/passwd",
    "gopher://example.org",
    "http://ok@127.0.0.1",
    "http://127。0。0。1",
    "http://8.8.8.8:22",
    "http://example.org:25",
    "https://example.org:5432",
    "https://example.org:6379",
]


@contextmanager
def listen() -> Iterator[socket.socket]:
    """Connections wait in its queue, where they can be counted."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def was_reached(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


def call(url: str, **changes: Any) -> Heard:
    async def play(_: Simulated, caller: Caller) -> Heard:
        return await hear(caller, make_call(url, **changes))

    return run(play)


@pytest.fixture
def staff() -> PageClient:
    client = PageClient()
    client.force_login(User.objects.create_superuser(make_email()))
    return client


def save(staff: PageClient, address: str) -> tuple[bool, str]:
    fields = {"name": make_name("typed"), "dialect": "openai-chat", "base_url": address, "max_concurrency": "8"}
    page = staff.post(reverse("admin:ai_model_provider_add"), fields).content.decode()
    return Provider.objects.filter(name=fields["name"]).exists(), page


@pytest.mark.django_db
def test_s23_what_is_typed_is_refused_at_once_in_the_same_words(staff: PageClient) -> None:
    addresses = [*METADATA, *PRIVATE, *OTHERS, *(f"http://{host}:8000" for host in HERE)]

    saved = {address: save(staff, address) for address in addresses}

    assert {address for address, (is_saved, _) in saved.items() if is_saved} == set()
    assert {address for address, (_, page) in saved.items() if page.count(NO_ADDRESS) != 1} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["https://api.example.org/v1", "http://8.8.8.8:8080", "https://[2606:4700::1111]"])
def test_s23_what_is_public_may_be_typed(staff: PageClient, address: str) -> None:
    assert save(staff, address)[0]


@pytest.mark.django_db
def test_s23_a_host_of_the_setting_may_be_typed_and_metadata_not_even_then(staff: PageClient, settings: Any) -> None:
    settings.ARENA_PRIVATE_UPSTREAMS = {"10.1.2.3", "ollama", "169.254.169.254"}

    saved = [save(staff, f"http://{host}:11434")[0] for host in ("10.1.2.3", "OLLAMA", "169.254.169.254", "10.1.2.4")]

    assert saved == [True, True, False, False]


@pytest.mark.django_db
def test_s23_whose_word_an_address_is() -> None:
    typed = make_provider(declared={})
    of_catalog = make_provider()
    moved = make_provider(declared={"base_url": "https://api.example.org"})
    of_variable = make_provider(base_url="", base_url_env="TEST_HOST")

    assert [row.may_be_private for row in (typed, of_catalog, moved, of_variable)] == [False, True, False, True]
    assert not typed.endpoint.may_be_private


@pytest.mark.parametrize("host", [*HERE, "rebinding.example"])
def test_s23_at_the_socket_the_address_counts_and_nothing_is_sent(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def rebind(name: Any, *rest: Any, **more: Any) -> Any:
        return look_up("127.0.0.1" if name == "rebinding.example" else name, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", rebind)
    with listen() as listener:
        heard = call(f"http://{host}:{listener.getsockname()[1]}", may_be_private=False, key="sk-secret")

        assert heard.error in ("off_limits", "misaddressed", "name_unknown")
        assert heard.error == "off_limits" or host in NO_NAMES
        assert not was_reached(listener)


@pytest.mark.parametrize("address", METADATA)
@pytest.mark.parametrize("may_be_private", [True, False])
def test_s23_metadata_is_nobodys_to_name(address: str, may_be_private: bool) -> None:
    assert call(address, may_be_private=may_be_private).error == "off_limits"


def test_s23_a_connection_opened_on_the_operators_word_serves_nobody_else() -> None:
    async def play(provider: Simulated, caller: Caller) -> tuple[list[str], int]:
        calls = [make_call(provider.url, may_be_private=may) for may in (True, False, True)]
        return [(await hear(caller, each)).error for each in calls], len(provider.ledger.of("m"))

    assert run(play, {"m": [speak()]}) == (["", "off_limits", ""], 2)


def test_s23_no_redirect_is_followed() -> None:
    with listen() as listener:
        place = f"http://127.0.0.1:{listener.getsockname()[1]}/"

        async def play(provider: Simulated, caller: Caller) -> str:
            return (await hear(caller, make_call(provider.url))).error

        assert run(play, {"m": [refuse(302, Location=place)]}) == "misaddressed"
        assert not was_reached(listener)


def test_s23_nor_is_a_list_of_models_fetched_there() -> None:
    async def play(_: Simulated, __: Caller) -> str:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        (told,) = await ask_all([Endpoint("p", "openai-chat", address, may_be_private=False)], lambda answer: None)
        return told.failure

    with listen() as listener:
        assert run(play) == "cannot be reached; is the address right?"
        assert not was_reached(listener)
