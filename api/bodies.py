"""What a body may be: JSON of a bounded size and depth, read by all in one way, whose every string can be stored."""

import json
from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from rest_framework import renderers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from api.refusals import Code, Refusal

MAX_DEPTH = 64
# What 64 bits hold: beyond it 1e20 would come back as an integer that no encoder of ours can write.
MAX_NUMBER = 2**63


# Of JSON; of Python there are more.
BLANKS = b" \t\r\n"


class JSONBody(BaseParser):
    media_type = "application/json"

    def parse(self, stream: IO[bytes], *args: object, **kwargs: object) -> Any:
        raw = stream.read(settings.MAX_BODY_BYTES + 1)
        if len(raw) > settings.MAX_BODY_BYTES:
            raise Refusal(Code.TOO_LARGE)
        try:
            body = orjson.loads(raw) if raw.strip(BLANKS) else {}
        except orjson.JSONDecodeError as error:
            raise ParseError from error
        if not isinstance(body, dict):
            raise Refusal(Code.INVALID, "The body is a JSON object.")
        refuse_unstorable(body)
        refuse_ambiguous(raw)
        return body


def refuse_ambiguous(raw: bytes) -> None:
    """Of two members with one name some readers take the first, others the last. Only behind the limit of depth."""
    if raw.strip(BLANKS):
        json.loads(raw, object_pairs_hook=_refuse_twins)


def _refuse_twins(members: list[tuple[str, object]]) -> None:
    if len({name for name, _ in members}) < len(members):
        raise Refusal(Code.INVALID, "An object has two members with the same name.")


def refuse_unstorable(value: object) -> None:
    """NUL, which PostgreSQL cannot hold, numbers it gives back in another form, and depth others cannot follow."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH + 1):
        for member in level:
            if isinstance(member, str) and "\0" in member:
                raise Refusal(Code.INVALID, "NUL characters cannot be stored.")
            if isinstance(member, int | float) and abs(member) > MAX_NUMBER:
                raise Refusal(Code.INVALID, "A number is too large.")
        level = [inner for member in level for inner in _inside(member)]
        if not level:
            return
    raise Refusal(Code.INVALID, f"The body is nested deeper than {MAX_DEPTH} levels.")


def _inside(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


class JSONAnswer(renderers.BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, *args: object, **kwargs: object) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=str, option=orjson.OPT_UTC_Z)
