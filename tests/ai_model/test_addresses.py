"""What an address is, and what belongs to it."""

import pytest

from ai_model import addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:11434"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        (":8080", "http://127.0.0.1:8080"),
        ("ollama.example", "http://ollama.example:11434"),
        ("ollama.example/behind/", "http://ollama.example:11434/behind"),
        ("[::1]", "http://[::1]:11434"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("https://ollama.example", "https://ollama.example"),
        ("http://ollama.example:8080/", "http://ollama.example:8080"),
    ],
)
def test_what_a_variable_leaves_out_is_filled_in(text: str, address: str) -> None:
    assert addresses.complete(text, default_port=11434) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "openai.com",
        "ftp://openai.com",
        "http://",
        "http://:80",
        "http://host:port",
        "http://[::1",
        "http://user:password@host/",
        "http://host/?key=1",
        "http://host/#part",
        "http://ho st/",
        "http://host/\n",
        "http://höst/",
    ],
)
def test_what_could_lose_or_leak_something_is_no_address(text: str) -> None:
    assert not addresses.is_address(text)


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://api.example/v1", "https://api.example:443"),
        ("https://api.example:443/v2/", "https://api.example:443"),
        ("HTTP://API.example", "http://api.example:80"),
        ("http://[::1]:8080/v1", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_scheme_host_and_port(address: str, origin: str) -> None:
    assert addresses.is_address(address)

    assert addresses.origin_of(address) == origin
