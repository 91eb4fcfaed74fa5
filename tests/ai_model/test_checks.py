"""What keeps the server from starting."""

from pathlib import Path

from cryptography.fernet import Fernet
from django.core.checks import run_checks
from pytest_django import Settings


def told(number: str) -> list[str]:
    return [message.msg for message in run_checks() if message.id == f"ai_model.{number}"]


def test_the_shipped_configuration_is_right() -> None:
    assert told("E001") == told("E002") == []


def test_a_missing_catalog_is_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.ARENA_CATALOG = tmp_path / "nowhere.toml"

    assert told("E001") == [f"{tmp_path}/nowhere.toml: the file cannot be read: No such file or directory"]


def test_a_malformed_catalog_is_an_error_that_names_the_line(settings: Settings, tmp_path: Path) -> None:
    settings.ARENA_CATALOG = tmp_path / "catalog.toml"
    settings.ARENA_CATALOG.write_text("\n[models]\n", encoding="utf-8")

    assert told("E001") == [f"{tmp_path}/catalog.toml: line 2: models are written as [[models]]"]


def test_a_bad_vault_key_is_an_error_that_does_not_show_it(settings: Settings) -> None:
    settings.ARENA_VAULT_KEYS = [Fernet.generate_key().decode(), "too-short", "schlüssel"]

    assert told("E002") == [
        "Key 2 of ARENA_VAULT_KEYS is no Fernet key.",
        "Key 3 of ARENA_VAULT_KEYS is no Fernet key.",
    ]
