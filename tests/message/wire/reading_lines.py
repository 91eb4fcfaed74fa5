"""How clients of `lines` and `text` read."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from tests.message.wire.hearing import Heard

CODES = {"0": "text", "g": "reasoning", "9": "tool_call", "d": "end"}
OPENING, CLOSING = "<think>", "</think>"


def split_lines(body: bytes) -> list[str]:
    """Each has its end, the last one too."""
    *lines, rest = body.decode().split("\n")
    assert rest == ""
    return lines


def read_lines(body: bytes) -> Iterator[Heard]:
    for line in split_lines(body):
        yield read_line(line)


def read_line(line: str) -> Heard:
    if line.startswith(":"):
        return Heard("ping")
    head, _, value = line.partition(":")
    data = json.loads(value)
    if head == "m":
        return Heard("rewind" if "rewind" in data else "run", data=data)
    side, code = head[:1], head[1:]
    return Heard(CODES[code], side, data["content"] if code in "0g" else data)


def read_text(body: bytes) -> Iterator[Heard]:
    """With the reasoning taken out of the text again."""
    begun: set[str] = set()
    thinking: set[str] = set()
    for line in split_lines(body):
        if not is_text(line):
            yield read_line(line)
            continue
        side, text = line[0], unescape(line[4:-1])
        if side not in begun and text.startswith(OPENING):
            text = text.removeprefix(OPENING)
            thinking.add(side)
        begun.add(side)
        yield from _part(side, text, thinking=thinking)


def _part(side: str, text: str, *, thinking: set[str]) -> Iterator[Heard]:
    if side in thinking:
        reasoning, closing, text = text.partition(CLOSING)
        if closing:
            thinking.remove(side)
        if reasoning:
            yield Heard("reasoning", side, reasoning)
    if text:
        yield Heard("text", side, text)


def is_text(line: str) -> bool:
    return re.match("[a-h]0:", line) is not None


def unescape(text: str) -> str:
    """Each backslash with what follows it."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "\\": "\\"}[found[1]], text)


def unescape_in_turn(text: str) -> str:
    """One after the other, so that a backslash that was said before an n becomes a new line with it."""
    return text.replace("\\\\", "\\").replace("\\n", "\n")


def show_text(body: bytes, unescape: Callable[[str], str] = unescape) -> dict[str, str]:
    """What a client of `text` shows, reasoning and all: lines are cut by place, not parsed."""
    shown: dict[str, str] = defaultdict(str)
    for line in split_lines(body):
        if is_text(line):
            shown[line[0]] += line[4:-1]
    return {side: unescape(text) for side, text in shown.items()}
