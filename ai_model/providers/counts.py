"""How a number of tokens is read from what a provider reports: it may be missing, null, or no number."""

from collections.abc import Mapping
from typing import Any

MOST = 2**31 - 1


def count(report: Mapping[str, Any], *path: str) -> int:
    value: Any = report
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return int(value) if isinstance(value, int | float) and 0 < value <= MOST else 0
