"""Settings that can be read but not meant: told at the start, before a user finds out."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Doubt

TENANT = re.compile(r"[A-Za-z0-9_-]+")
# First words of the API's own paths: a tenant of that name would hide them.
# The root's too, as the API may live there.
TAKEN = {
    "health",
    "live",
    "ready",
    "metrics",
    "v1",
    "ws",
    "admin",
    "static",
    "usage",
    "auth",
    "users",
    "models",
    "sessions",
    "shared",
    "messages",
    "runs",
    "feedback",
    "leaderboard",
    "schema",
    "docs",
}


def check_settings(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    return [*_tenants(), *_public_url(), *_throttles()]


def _tenants() -> Iterator[CheckMessage]:
    for name in settings.ARENA_TENANTS:
        if not TENANT.fullmatch(name) or name in TAKEN:
            yield Error(
                f"ARENA_TENANTS: {name!r} cannot be a tenant.",
                hint="Letters, digits, - and _, and none of the API's own words.",
                id="arena.E001",
            )


def _public_url() -> Iterator[CheckMessage]:
    if not settings.HTTPS and not _is_here(urlsplit(settings.ARENA_PUBLIC_URL).hostname or ""):
        yield Doubt(
            "ARENA_PUBLIC_URL is a public address without TLS: tokens and passwords travel in the clear.",
            hint="Put a server with TLS in front and set ARENA_PUBLIC_URL to its https:// address.",
            id="arena.W001",
        )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _throttles() -> Iterator[CheckMessage]:
    if not settings.ARENA_THROTTLES:
        yield Doubt(
            "ARENA_THROTTLES is off: nobody is slowed down or turned away.",
            hint="This is for load tests on a machine of one's own.",
            id="arena.W002",
        )
