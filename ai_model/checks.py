"""What must be right before the server starts: the catalog, the keys of the vault, and how texts are moderated."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from ai_model import catalog_file, keys, vault
from ai_model.files import BadFile
from ai_model.moderation.phrases import read_phrases

# A process that ends gives its last answers ten seconds to be judged and stored.
MOST_SECONDS = 8


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


def check_moderation(**kwargs: Any) -> list[CheckMessage]:
    advice = "docs/moderation.md tells how it is set up."
    mistakes = enumerate(MODERATIONS[settings.ARENA_MODERATION](), 3)
    return [Error(sentence, hint=advice, id=f"ai_model.E{number:03}") for number, sentence in mistakes if sentence]


def _mistakes_in_words() -> Iterator[str]:
    if not settings.ARENA_MODERATION_WORDS:
        yield "ARENA_MODERATION=words needs ARENA_MODERATION_WORDS, a file of phrases."
        return
    try:
        read_phrases(Path(settings.ARENA_MODERATION_WORDS))
    except BadFile as error:
        yield f"{settings.ARENA_MODERATION_WORDS}: {error}"


def _mistakes_in_endpoint() -> Iterator[str]:
    has_address, seconds = bool(settings.ARENA_MODERATION_URL), settings.ARENA_MODERATION_SECONDS
    yield "" if has_address else "ARENA_MODERATION=endpoint needs ARENA_MODERATION_URL, where it is asked."
    is_sendable = keys.is_sendable(settings.ARENA_MODERATION_KEY)
    yield "" if is_sendable else "ARENA_MODERATION_KEY holds characters that no HTTP header can carry."
    yield "" if seconds <= MOST_SECONDS else f"ARENA_MODERATION_SECONDS is at most {MOST_SECONDS}."


MODERATIONS: Mapping[str, Callable[[], Iterator[str]]] = {
    "off": lambda: iter(()),
    "words": _mistakes_in_words,
    "endpoint": _mistakes_in_endpoint,
}
