"""In which languages the pages are, and in which of them somebody reads."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import orjson
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

WORDS = Path(__file__).parent / "words"
# As each calls itself, in the order they are offered. The first is for whoever reads none of them.
LANGUAGES: Mapping[str, str] = {"en": "English", "hi": "हिन्दी", "pt": "Português", "fr": "Français"}
COOKIE = "language"


@cache
def table(language: str) -> Mapping[str, str]:
    """All that the pages say."""
    words: Mapping[str, str] = orjson.loads((WORDS / f"{language}.json").read_bytes())
    return words


def choose(request: HttpRequest) -> str:
    """The one that was chosen on a page, or else the first that the browser asks for and we have."""
    chosen = request.COOKIES.get(COOKIE, "")
    accepted = [tag.split("-")[0] for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    return next((language for language in (chosen, *accepted) if language in LANGUAGES), next(iter(LANGUAGES)))
