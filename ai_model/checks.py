"""What must be right before the server starts: the catalog, and the keys of the vault."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ai_model import catalog_file, vault
from ai_model.files import BadFile


def check_catalog(**kwargs: Any) -> list[CheckMessage]:
    try:
        catalog_file.read(settings.ARENA_CATALOG)
    except BadFile as error:
        advice = "ARENA_CATALOG names the file; docs/catalog.md tells what goes into it."
        return [Error(f"{settings.ARENA_CATALOG}: {error}", hint=advice, id="ai_model.E001")]
    return []


def check_vault_keys(**kwargs: Any) -> list[CheckMessage]:
    command = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
    return [
        Error(
            f"Key {number} of ARENA_VAULT_KEYS is no Fernet key.", hint=f"Make one with: {command}", id="ai_model.E002"
        )
        for number, key in enumerate(settings.ARENA_VAULT_KEYS, 1)
        if not vault.is_vault_key(key)
    ]
