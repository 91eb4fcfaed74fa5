"""What an answer will be, piece by piece, before a byte of it is sent."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice, repeat
from random import Random
from typing import Any, Literal, NamedTuple

import orjson

from ai_model.providers.demo import directives, manners, styles, wishes, words
from ai_model.providers.demo.asking import Asked, Tool
from ai_model.providers.demo.directives import Body, Directives
from ai_model.providers.demo.matter import WISH_LENGTH, Heard
from ai_model.providers.demo.styles import STYLES

# After how many tokens the middle of an answer is, if nobody says how long it will be.
MIDDLE = 12
# More tokens than these would not fit into the 256 KiB that the arena takes, were they not cut shorter.
MOST_WHOLE = 30_000
FLOOD_PIECE = "water " * 170 + "and\n"
FLOOD_BYTES = 2 * 1024 * 1024
# What clients stumble over: separators that end no line of a stream, letters of several code points, joined emoji,
# right-to-left writing, letters beyond the basic plane, spaces without width.
ODDITIES = (
    "Line\u2028separator, paragraph\u2029separator, next\u0085line; "
    "e\u0301, a\u0310\u0311\u0312, \u0915\u094d\u0937\u093f; \U0001f469\u200d\U0001f680 \U0001f1ee\U0001f1f3; "
    "\u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627; \U0001d518, \U00020000; zero\u200bwidth, \ufeffmark; "
    'quotes: " \\ \\n; a tab:\t; the end.'
)
BODIES: Mapping[Body, Callable[[], Iterator[str]]] = {
    "empty": lambda: iter(()),
    "flood": lambda: repeat(FLOOD_PIECE, FLOOD_BYTES // len(FLOOD_PIECE)),
    "unicode": lambda: words.cut(ODDITIES),
}
LOOK_UP = Tool("look_up", {"query": {"type": "string"}})
# What is put where a tool wants a value of this type; everywhere else what the question is about.
VALUES: Mapping[str, Any] = {"integer": 3, "number": 1.5, "boolean": True, "array": [], "object": {}, "null": None}


class Part(NamedTuple):
    """One token."""

    kind: Literal["thought", "text", "call", "arguments"]
    text: str


class Plan:
    """`parts` can be told once."""

    def __init__(self, asked: Asked, told: Directives) -> None:
        self.asked = asked
        self.told = told
        self.style = STYLES[asked.model]
        self.heard = hear(asked)
        self.matter = wishes.grant(self.heard)
        # A call that has its result is not made again.
        calls = (told.calls or asked.must_call) and asked.result is None
        self.parts = chain(self._think(), self._call() if calls else self._say())
        self.finish = told.finish or ("tool_calls" if calls else "stop")
        self.first_pause = self.style.first_pause if told.pause is None else told.pause
        self.pause = self.style.pause if told.pause is None else told.pause

    def _think(self) -> Iterator[Part]:
        """Not before what has to be of an exact length."""
        is_free = self.told.tokens is None and self.told.body is None
        if self.told.thinks or (self.style.thinks and is_free):
            for piece in words.cut(styles.think(self.matter, self.heard)):
                yield Part("thought", piece)

    def _call(self) -> Iterator[Part]:
        tool = next(iter(self.asked.tools), LOOK_UP)
        topic = words.find_topic(self.heard.wish)
        arguments = {name: make_value(schema, topic) for name, schema in tool.arguments.items()}
        yield Part("call", tool.name)
        for piece in words.cut(orjson.dumps(arguments).decode()):
            yield Part("arguments", piece)

    def _say(self) -> Iterator[Part]:
        said = self._choose_text()
        if self.asked.stops:
            said = words.end_before(said, self.asked.stops)
        if self.told.mishap or self.told.finish:
            said = islice(said, self.told.tokens // 2 if self.told.tokens else MIDDLE)
        return (Part("text", piece) for piece in said)

    def _choose_text(self) -> Iterator[str]:
        if self.told.tokens is not None:
            cut = words.cut if self.told.tokens <= MOST_WHOLE else words.cut_short
            return islice(chain.from_iterable(map(cut, styles.ramble(self.style, self.heard))), self.told.tokens)
        if self.told.body:
            return BODIES[self.told.body]()
        return words.cut(self._answer())

    def _answer(self) -> str:
        matter = self.matter
        text = matter.gist if matter.is_exact else self.style.say(matter, self.heard.dice)
        for manner in manners.find_manners(f"{self.asked.system[:WISH_LENGTH]}\n{self.asked.question[:WISH_LENGTH]}"):
            text = manner(text, matter)
        return text


def hear(asked: Asked) -> Heard:
    return Heard(
        question=manners.strip(directives.strip(asked.question)),
        history=tuple(filter(None, (directives.strip(said[:WISH_LENGTH]) for said in asked.history))),
        name=manners.find_name(asked.system[:WISH_LENGTH]),
        result=asked.result,
        dice=Random(asked.seed),  # noqa: S311 -- no secret
    )


def make_value(schema: Any, topic: str) -> Any:
    match schema:
        case {"enum": [str() | int() | float() as first, *_]}:
            return first
        case {"type": str(kind)}:
            return VALUES.get(kind, topic)
    return topic
