"""What values must be in JSON that others write: a wrong one is a TypeError, which parsers take for garbage."""

import json
from typing import Any

import orjson


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def read_arguments(arguments: str) -> dict[str, Any]:
    """Of an earlier call, for dialects that take nothing but an object. What was cut is none."""
    try:
        value = orjson.loads(arguments)
        # It reads what is nested deeper than it can write.
        orjson.dumps(value)
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        return {}
    return value if isinstance(value, dict) else {}


def tell_arguments(value: Any) -> str:
    """Of a new call, as JSON; some send them so."""
    if isinstance(value, str):
        return value
    # orjson refuses the halves of letters, which a draft mends.
    return json.dumps(value or {}, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
