"""Every address of the arena, with an example for what varies, and who answers there."""

import re
from collections.abc import Iterator
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from api.streaming import StreamingViewSet

EXAMPLES = {"uuid": str(UUID(int=7)), "str": "word", "path": "a/b", "int": "7"}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern.pattern, RegexPattern):
            continue
        path = before + re.sub(r"<(\w+):\w+>", lambda match: EXAMPLES[match[1]], str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield f"/{path}", pattern.callback
        elif not path.startswith("admin"):
            yield from addresses(pattern, path)


ROUTES = dict(addresses(get_resolver()))


def is_streaming(view: object) -> bool:
    return issubclass(getattr(view, "cls", type(None)), StreamingViewSet)
