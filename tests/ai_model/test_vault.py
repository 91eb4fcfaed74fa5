"""How keys lie in the database."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from ai_model import vault

ORIGIN = "https://api.example:443"


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_a_sealed_key_opens_for_its_origin_and_shows_nothing() -> None:
    sealed = vault.seal("sk-1", ORIGIN)

    assert "sk-1" not in sealed
    assert vault.unseal(sealed, ORIGIN) == "sk-1"


@pytest.mark.parametrize("origin", ["http://api.example:443", "https://evil.example:443", "https://api.example:8443"])
def test_a_key_is_useless_at_another_origin(origin: str) -> None:
    sealed = vault.seal("sk-1", ORIGIN)

    with pytest.raises(vault.Moved):
        vault.unseal(sealed, origin)


def test_a_key_of_a_lost_vault_is_unreadable(settings: Settings) -> None:
    settings.ARENA_VAULT_KEYS = [new_key()]
    sealed = vault.seal("sk-1", ORIGIN)

    settings.ARENA_VAULT_KEYS = [new_key()]

    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed, ORIGIN)


@pytest.mark.parametrize("sealed", ["", "nonsense", "schlüssel"])
def test_what_was_never_sealed_is_unreadable(sealed: str) -> None:
    with pytest.raises(vault.Unreadable):
        vault.unseal(sealed, ORIGIN)


def test_a_new_secret_key_still_opens_what_the_former_one_sealed(settings: Settings) -> None:
    settings.SECRET_KEY = "former"
    sealed = vault.seal("sk-1", ORIGIN)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["former"]

    assert vault.unseal(sealed, ORIGIN) == "sk-1"


def test_vault_keys_can_be_introduced_and_replaced_without_losing_a_key(settings: Settings) -> None:
    first, second = new_key(), new_key()
    sealed = vault.seal("sk-1", ORIGIN)

    settings.ARENA_VAULT_KEYS = [first]
    sealed = vault.reseal(sealed)
    settings.ARENA_VAULT_KEYS = [second, first]
    sealed = vault.reseal(sealed)
    settings.ARENA_VAULT_KEYS, settings.SECRET_KEY = [second], "another"

    assert vault.unseal(sealed, ORIGIN) == "sk-1"


def test_it_is_known_when_a_key_was_stored() -> None:
    sealed = vault.seal("sk-1", ORIGIN)

    assert datetime.now(UTC) - vault.sealed_at(sealed) < timedelta(minutes=1)
