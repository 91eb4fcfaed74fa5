"""Runs of which hypothesis says what is said, and in which pieces."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from message.runs.news import Called, News, Said, Silence, Thought
from tests.message.wire.script import BEGAN, FAILED, WELL, stand

# What lines, quotes and marks are made of, whole and in halves; a piece may end in the middle of any of them.
PIECES = [
    *("\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\x0b", "\x0c", "\x1c", "\x1e", "\t", "\x7f", "\ufeff"),
    *('"', '"}', "\\", "\\n", "\\\\", "n", "\\u2028", "'", "{", "}", ":", " ", ",", "[DONE]", "a:120!"),
    *('"}\nad:{"finishReason":"stop"}\n', 'b0:"', "ad:", "data:", "data: [DONE]\n\n", "event: end\n", "id: b:9!\n"),
    *(": ping\n", "\n\n", "retry: 1", "नमस्ते", "مرحبا", "👩‍👩‍👧", "\u200d", "\u0301", "\U0010ffff"),
]
LETTERS = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")
TEXTS = st.lists(st.sampled_from(PIECES) | LETTERS, min_size=1, max_size=8).map("".join)
SIDES = st.sampled_from("ab")
SPEECH = st.builds(Said, SIDES, TEXTS, st.just(0)) | st.builds(Thought, SIDES, TEXTS, st.just(0))
CALLS = st.builds(Called, SIDES, TEXTS, TEXTS, TEXTS, st.just(0))
MIDDLES = st.lists(SPEECH | CALLS | st.just(Silence()), max_size=20)

RUNS = st.builds(
    lambda middle, reason, sentence: list(
        stand([BEGAN, *middle, replace(WELL, reason=reason), replace(FAILED, error=sentence)])
    ),
    MIDDLES,
    TEXTS,
    TEXTS,
)


def text_of(run: Sequence[News]) -> dict[str, str]:
    """What the run says, by its own account."""
    return _join(run, Said)


def reasoning_of(run: Sequence[News]) -> dict[str, str]:
    return _join(run, Thought)


def calls_of(run: Sequence[News]) -> list[tuple[str, dict[str, str]]]:
    return [
        (each.side, {"id": each.id, "name": each.name, "arguments": each.arguments})
        for each in run
        if isinstance(each, Called)
    ]


def _join(run: Sequence[News], kind: type[Said] | type[Thought]) -> dict[str, str]:
    told = {side: "".join(each.text for each in run if isinstance(each, kind) and each.side == side) for side in "ab"}
    return {side: text for side, text in told.items() if text}
