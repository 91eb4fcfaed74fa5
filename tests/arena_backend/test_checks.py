"""Settings that can be read but not meant."""

import pytest
from django.core.checks import run_checks
from pytest_django import Settings


def found() -> list[str]:
    return [str(message.id) for message in run_checks()]


def test_the_settings_of_a_fresh_machine_are_fine() -> None:
    assert found() == []


@pytest.mark.parametrize("name", ["sessions", "two words", "é"])
def test_a_tenant_that_cannot_be(name: str, settings: Settings) -> None:
    settings.ARENA_TENANTS = ["north", name]

    assert found() == ["arena.E001"]


@pytest.mark.parametrize(
    ("address", "messages"),
    [
        ("http://arena.example.org", ["arena.W001"]),
        ("http://8.8.8.8", ["arena.W001"]),
        ("http://192.168.1.4:8000", []),
        ("http://localhost:8000", []),
    ],
)
def test_passwords_in_the_clear(address: str, messages: list[str], settings: Settings) -> None:
    settings.ARENA_PUBLIC_URL = address

    assert found() == messages


def test_throttles_that_are_off(settings: Settings) -> None:
    settings.ARENA_THROTTLES = False

    assert found() == ["arena.W002"]
