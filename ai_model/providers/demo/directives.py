"""How a prompt tells the demo to misbehave, in plain words in brackets: [slow], [fail 429], [steady: cut]."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

# They are looked for in so many letters, which is more than people may ask.
REACH = 40_000
MOST_TOKENS = 100_000
LONG_TOKENS = 2_000
SLOW_SECONDS = 0.5

# What happens in the middle of an answer instead of its end.
Mishap = Literal["stall", "cut", "end", "error", "garbage"]
# What is said instead of an answer.
Body = Literal["empty", "flood", "unicode"]


@dataclass(frozen=True, slots=True)
class Directives:
    # The seconds between two tokens, where they are not the model's own.
    pause: float | None = None
    tokens: int | None = None
    status: int | None = None
    is_silent: bool = False
    mishap: Mishap | None = None
    finish: str | None = None
    thinks: bool = False
    calls: bool = False
    body: Body | None = None


CHANGES: Mapping[str, Mapping[str, Any]] = {
    "slow": {"pause": SLOW_SECONDS},
    "fast": {"pause": 0.0},
    "long": {"tokens": LONG_TOKENS},
    "stall": {"mishap": "stall"},
    "silent": {"is_silent": True},
    "fail": {"status": 500},
    "error": {"mishap": "error"},
    "cut": {"mishap": "cut"},
    "end": {"mishap": "end"},
    "garbage": {"mishap": "garbage"},
    "length": {"finish": "length"},
    "filter": {"finish": "content_filter"},
    "think": {"thinks": True},
    "tool": {"calls": True},
    "empty": {"body": "empty"},
    "flood": {"body": "flood", "pause": 0.0},
    "unicode": {"body": "unicode"},
}
DIRECTIVE = re.compile(
    rf"\[\s*(?:(?P<model>[a-z]+)\s*:\s*)?"
    rf"(?:(?P<name>{'|'.join(CHANGES)})|fail\s+(?P<status>[45]\d\d)|tokens\s+(?P<tokens>\d{{1,9}}))\s*\]",
    re.IGNORECASE | re.ASCII,
)


def read(text: str, model: str) -> Directives:
    """The later of two that disagree counts. What is addressed to another model does not."""
    heard = Directives()
    for told in DIRECTIVE.finditer(text[:REACH]):
        if (told["model"] or model).lower() == model:
            heard = replace(heard, **change(told))
    return heard


def change(told: re.Match[str]) -> Mapping[str, Any]:
    if told["status"]:
        return {"status": int(told["status"])}
    if told["tokens"]:
        return {"tokens": min(int(told["tokens"]), MOST_TOKENS)}
    return CHANGES[told["name"].lower()]


def strip(text: str) -> str:
    """What is left to be answered."""
    return (DIRECTIVE.sub("", text[:REACH]) + text[REACH:]).strip()
