"""How a page is answered: in a language, under a policy that lets nothing in but files of ours."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from playground import languages

# What a model has said is never parsed as HTML: a script that would is refused by the browser too.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def show(request: HttpRequest, name: str, *, status: int = 200, **context: Any) -> HttpResponse:
    language = languages.choose(request)
    everywhere = {
        "language": language,
        "languages": languages.LANGUAGES.items(),
        "words": languages.table(language),
        "api": f"/{settings.ARENA_API_PREFIX}",
        "origin": settings.ARENA_PUBLIC_URL,
        "address": settings.ARENA_PUBLIC_URL + request.path.rstrip("/"),
    }
    response = render(request, f"playground/{name}.html", everywhere | context, status=status)
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = language
    response["Vary"] = "Accept-Language, Cookie"
    return response
