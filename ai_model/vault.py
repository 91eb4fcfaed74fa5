"""How a provider's key lies in the database: encrypted, and tied to the address it was entered for.

VaultError
├── Moved         the address is another one now
└── Unreadable    encrypted with a key that is no longer there
"""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from functools import cache

import orjson
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"arena: keys of providers"


class VaultError(Exception):
    """A stored key cannot be used."""


class Moved(VaultError):
    """Nobody entered this key for this address."""


class Unreadable(VaultError):
    """None of our keys opens it."""


def seal(key: str, origin: str) -> str:
    return _box().encrypt(orjson.dumps([origin, key])).decode()


def unseal(sealed: str, origin: str) -> str:
    try:
        kept_for, key = orjson.loads(_box().decrypt(sealed.encode()))
    except (InvalidToken, ValueError) as error:
        raise Unreadable from error
    if kept_for != origin:
        raise Moved
    return key


def reseal(sealed: str) -> str:
    """The same, encrypted with the newest key."""
    try:
        return _box().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def sealed_at(sealed: str) -> datetime:
    try:
        return datetime.fromtimestamp(_box().extract_timestamp(sealed.encode()), UTC)
    except InvalidToken as error:
        raise Unreadable from error


def is_vault_key(text: str) -> bool:
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def _box() -> MultiFernet:
    """The first key seals, any opens; those of SECRET_KEY come last, so that vault keys can be introduced later."""
    return _open(tuple(settings.ARENA_VAULT_KEYS), (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _open(keys: tuple[str, ...], secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([*map(Fernet, keys), *(Fernet(_derive(secret)) for secret in secrets)])


def _derive(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return urlsafe_b64encode(derivation.derive(secret.encode()))
