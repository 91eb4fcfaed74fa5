"""The URL table as the tests read it: what there is below the API's prefix, and what may be done there."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def routes() -> Iterator[str]:
    """Every path below the API's prefix, as the URL table writes it."""
    prefix = f"{settings.ARENA_API_PREFIX}/"
    for route in walk(get_resolver().url_patterns):
        if route.startswith(prefix):
            yield route.removeprefix(prefix)


def walk(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def fill(route: str, **names: Any) -> str:
    """With what it names, or an id of nothing."""
    return re.sub(r"<\w+:(\w+)>", lambda found: str(names.get(found[1]) or uuid4()), route)


def view_of(route: str) -> Any:
    return resolve(f"/{settings.ARENA_API_PREFIX}/{fill(route)}").func


def allowed(route: str) -> list[str]:
    view = view_of(route)
    named = getattr(view, "actions", None) or dir(view.cls)
    return [method for method in METHODS if method.lower() in named]
