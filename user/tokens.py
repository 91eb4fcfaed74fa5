"""How tokens are made and read. Access tokens carry who they are for, so reading one needs no database."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils import timezone

from user.models import APIKey, RefreshToken, User
from user.serializers import UserSerializer

SALT = "arena.access"
KEY_PREFIX = "arena_"


def hash_secret(secret: str) -> str:
    """Plain SHA-256 is enough for what is random: there is nothing to guess."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue_access(user: User) -> str:
    claims = UserSerializer(user).data | {"version": user.token_version}
    return signing.dumps(claims, salt=SALT, compress=True)


def read_access(token: str) -> dict[str, Any] | None:
    """None of what is no token, was changed, is over, or names nobody, though our key has signed it."""
    try:
        claims = signing.loads(token, salt=SALT, max_age=settings.ACCESS_LIFETIME)
        return {**claims, "id": str(UUID(claims["id"])), "version": claims["version"]}
    except (signing.BadSignature, AttributeError, KeyError, TypeError, ValueError):
        return None


def issue_refresh(user: User) -> str:
    token = secrets.token_urlsafe(32)
    RefreshToken.objects.create(
        hash=hash_secret(token),
        user=user,
        version=user.token_version,
        expires_at=timezone.now() + settings.REFRESH_LIFETIME,
    )
    return token


def issue_pair(user: User) -> dict[str, str]:
    return {"access": issue_access(user), "refresh": issue_refresh(user)}


def issue_guest() -> tuple[str, str]:
    """The token for the guest, and what is kept of it."""
    token = secrets.token_urlsafe(32)
    return token, hash_secret(token)


def issue_key(user: User, name: str) -> tuple[APIKey, str]:
    secret = KEY_PREFIX + secrets.token_urlsafe(32)
    return user.api_keys.create(name=name, hash=hash_secret(secret), ending=secret[-4:]), secret
