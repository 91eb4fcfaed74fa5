"""Secrets that are found nowhere else: who may be told them, and whether rows may hold them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import uuid4

from cryptography.fernet import Fernet

PEOPLE = ("owner", "stranger", "guest", "staff", "nobody")


@dataclass(frozen=True, slots=True)
class Canary:
    value: str
    # Of the people of the sweep.
    seen_by: Iterable[str] = ()
    is_stored: bool = False


def sing(kind: str) -> str:
    """Looks like a key, and like itself in no spelling but the plain one."""
    return f'{kind}-{uuid4().hex[:16]}/"Aa<+&=~{uuid4().hex[:8]}'


def hum(kind: str) -> str:
    """For what is no free text."""
    return f"{kind}-{uuid4().hex}"


def plant() -> dict[str, Canary]:
    """What is known beforehand; what is given out on the way comes to it."""
    return {
        # Of operators: nobody is told, and no row holds them.
        "key in the environment": Canary(sing("sk-env")),
        "key in the vault": Canary(sing("sk-vault")),
        "key of the vault": Canary(Fernet.generate_key().decode()),
        "key of the moderation": Canary(sing("sk-moderation")),
        "SECRET_KEY": Canary(sing("secret") + uuid4().hex),
        "former SECRET_KEY": Canary(sing("former") + uuid4().hex),
        "password of the database": Canary(hum("dsn")),
        # Of people: what they have written is theirs.
        "e-mail": Canary(f"{hum('mail')}@example.org", ("owner", "staff"), is_stored=True),
        "password": Canary(sing("Right")),
        "wrong password": Canary(sing("Wrong")),
        # Whoever is given a link to a session sees whose it is.
        "name": Canary(sing("name"), PEOPLE, is_stored=True),
        "prompt": Canary(sing("prompt"), ("owner",), is_stored=True),
        "answer": Canary(sing("answer"), ("owner",), is_stored=True),
        "system prompt": Canary(sing("system"), ("owner",), is_stored=True),
        "title": Canary(sing("title"), ("owner",), is_stored=True),
        "comment": Canary(sing("comment"), ("owner",), is_stored=True),
        "Idempotency-Key": Canary(sing("once"), is_stored=True),
        "ID token": Canary(hum("eyJhbGciOiJub25lIn0.")),
        "body that is no JSON": Canary(hum("broken")),
    }


def values(canaries: Mapping[str, Canary]) -> dict[str, str]:
    return {name: canary.value for name, canary in canaries.items()}


def hidden_from(canaries: Mapping[str, Canary], person: str) -> dict[str, str]:
    return {name: canary.value for name, canary in canaries.items() if person not in canary.seen_by}


def never_stored(canaries: Mapping[str, Canary]) -> dict[str, str]:
    return {name: canary.value for name, canary in canaries.items() if not canary.is_stored}
