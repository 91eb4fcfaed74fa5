"""A conversation of two sides in which everything happens that can, and what it says is hard to write down."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from message.runs.news import Began, Called, Ended, News, Rewound, Said, Silence, Thought
from message.wire.formats import FORMATS

RUN = UUID("5f0c1e9a-7a50-4a8e-9d51-000000000001")
QUESTION = UUID("5f0c1e9a-7a50-4a8e-9d51-000000000002")
REPLIES = {
    "a": UUID("5f0c1e9a-7a50-4a8e-9d51-00000000000a"),
    "b": UUID("5f0c1e9a-7a50-4a8e-9d51-00000000000b"),
}
BEGAN = Began(RUN, QUESTION, REPLIES, {"a": 0, "b": 0})
WELL = Ended("a", REPLIES["a"], 0, reason="stop")
FAILED = Ended(
    "b",
    REPLIES["b"],
    0,
    code="upstream_reset",
    error="The connection to the model was cut.",
    is_retryable=True,
)
# How its end reads in every format that has ends of our own.
FAILURE = (
    '{"finishReason":"error","code":"upstream_reset","error":"The connection to the model was cut.","retryable":true,'
    f'"message_id":"{REPLIES["b"]}"}}'
)


def stand(news: Iterable[News]) -> Iterator[News]:
    """The same news with the positions they are told at."""
    positions: dict[str, int] = {}
    for each in news:
        if isinstance(each, Began | Rewound):
            positions.update(each.positions)
        if isinstance(each, Said | Thought):
            positions[each.side] = positions.get(each.side, 0) + len(each.text)
        if isinstance(each, Said | Thought | Called | Ended):
            yield replace(each, position=positions.get(each.side, 0))
        else:
            yield each


def encode(name: str, *news: News, side: str = "a") -> bytes:
    """In one write, to a new reader."""
    return FORMATS[name](side).encode(news)


SCRIPT = list(
    stand(
        [
            replace(BEGAN, positions={"a": 0, "b": 40}),
            Rewound({"b": 0}),
            Thought("a", "Three greetings,\n", 0),
            Thought("b", "Which “tongue”", 0),
            Thought("a", "and a \\ at the end.", 0),
            Said("a", 'She said "नमस्ते", ', 0),
            Thought("b", " is meant?", 0),
            Said("a", "he said مرحبا, and 👩‍👩‍👧 wave.\r\n", 0),
            Silence(),
            Said("a", 'The path is C:\\new\\table"}\nad:{"finishReason":"stop"}\n', 0),
            Thought("a", "Was that all?", 0),
            Called("a", "call_1", "look_up", '{"word": "सलाम", "line":\n"\u2028"}', 0),
            Said("a", "one\u2028two\u2029three\u0085four\x1efive\tsix\r", 0),
            FAILED,
            Said("a", "\n\ndata: 😀", 0),
            replace(
                WELL,
                usage={"input_tokens": 12, "output_tokens": 80, "cost": 0.0005},
                timings={"first_token_ms": 150, "duration_ms": 2300},
            ),
        ]
    )
)
