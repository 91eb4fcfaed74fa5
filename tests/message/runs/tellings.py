"""What sides may say, made up, and what a reader has to hear of it from any place."""

from collections.abc import Iterable
from typing import Any

import orjson
from hypothesis import strategies as st

from message.runs.logs import LONGEST, PIECE, Kind, Log, replay
from message.runs.news import Called, Said, Thought

# What was said, as kind and text; of a call its id.
Told = tuple[str, str]

NAMES = {Said: Kind.TEXT, Thought: Kind.REASONING}
LETTERS = "नमस्ते, مرحبا, 👩‍👩‍👧 and e\u0301\n"
# No two places of it look alike for long.
LONG = "".join(f"{number} " for number in range(LONGEST))
LENGTHS = st.sampled_from([1, PIECE - 1, PIECE, PIECE + 1, LONGEST, LONGEST + 1, 3 * LONGEST])
TEXTS = st.text(LETTERS, min_size=1, max_size=12) | LENGTHS.map(lambda size: LONG[:size])
SPEECH = st.tuples(st.sampled_from([Kind.TEXT, Kind.REASONING]), TEXTS)
CALLS = st.tuples(st.just(Kind.CALL), st.uuids().map(str))
TELLINGS = st.lists(SPEECH | CALLS, max_size=12)


def add(log: Log, kind: str, text: str) -> None:
    if kind == Kind.CALL:
        log.add_call({"id": text, "name": "look_up", "arguments": "{}"})
    else:
        log.add(Kind(kind), text)


def make_log(told: Iterable[Told]) -> Log:
    log = Log("a")
    for kind, text in told:
        add(log, kind, text)
    return log


def fold(told: Iterable[Told]) -> list[Told]:
    """The same, whatever the pieces it came in."""
    folded: list[Told] = []
    for kind, text in told:
        if folded and kind != Kind.CALL and folded[-1][0] == kind:
            folded[-1] = (kind, folded[-1][1] + text)
        elif text:
            folded.append((kind, text))
    return folded


def rest(told: Iterable[Told], position: int) -> list[Told]:
    """What a reader who stands there has not heard."""
    left: list[Told] = []
    at = 0
    for kind, text in told:
        if kind == Kind.CALL:
            left += [(kind, text)] if at >= position else []
            continue
        left.append((kind, text[max(position - at, 0) :]))
        at += len(text)
    return fold(left)


def hear(news: Iterable[Any]) -> list[Told]:
    return fold((Kind.CALL, each.id) if isinstance(each, Called) else (NAMES[type(each)], each.text) for each in news)


def store(log: Log) -> Log:
    """As its message holds it, and tells it again."""
    texts = {"text": log.text_of(Kind.TEXT), "reasoning": log.text_of(Kind.REASONING)}
    return replay("a", **texts, calls=log.calls, outline=orjson.loads(orjson.dumps(log.outline)))


def read_from(log: Log, position: int) -> list[Told]:
    return hear(log.read(log.find(position)))


def places_of(told: Iterable[Told]) -> list[int]:
    """Where something ends, and beside it."""
    ends, at = {0, 1}, 0
    for kind, text in told:
        at += 0 if kind == Kind.CALL else len(text)
        ends |= {at - 1, at, at + 1, at - LONGEST}
    return [place for place in ends if 0 <= place <= at]
