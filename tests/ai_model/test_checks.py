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


def test_a_moderator_that_cannot_be_asked_is_an_error(settings: Settings) -> None:
    settings.ARENA_MODERATION = "endpoint"
    settings.ARENA_MODERATION_KEY = "schlüssel"
    settings.ARENA_MODERATION_SECONDS = 9

    assert told("E003") == ["ARENA_MODERATION=endpoint needs ARENA_MODERATION_URL, where it is asked."]
    assert told("E004") == ["ARENA_MODERATION_KEY holds characters that no HTTP header can carry."]
    assert told("E005") == ["ARENA_MODERATION_SECONDS is at most 8."]


def test_a_moderator_that_can_be_asked_is_fine(settings: Settings) -> None:
    settings.ARENA_MODERATION = "endpoint"
    settings.ARENA_MODERATION_URL = "https://moderator.example/v1/moderations"

    assert told("E003") == told("E004") == told("E005") == []


def test_phrases_that_cannot_be_read_are_an_error(settings: Settings, tmp_path: Path) -> None:
    settings.ARENA_MODERATION = "words"
    without = told("E003")
    settings.ARENA_MODERATION_WORDS = str(tmp_path / "words")
    (tmp_path / "words").write_text("poison\n...\n", encoding="utf-8")

    assert without == ["ARENA_MODERATION=words needs ARENA_MODERATION_WORDS, a file of phrases."]
    assert told("E003") == [f"{tmp_path}/words: line 2: there is neither a letter nor a digit in this phrase"]
