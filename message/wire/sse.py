"""The format `sse`: server-sent events, each of whose ids says where the reader stands on every side.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from typing import Any

from message.runs.news import Began, Called, Ended, Rewound, Said, Silence, Thought
from message.wire.encoding import EVENT_STREAM, Encoder, dump
from message.wire.shapes import show_call, show_end, show_rewind, show_run


class Sse(Encoder):
    name = "sse"
    media_type = EVENT_STREAM

    def __init__(self, side: str) -> None:
        self.marks: dict[str, str] = {}

    def begin(self, news: Began) -> bytes:
        for side in sorted(news.replies):
            self._mark(side, news.positions.get(side, 0), is_over=side in news.over)
        return self._write("run", show_run(news))

    def say(self, news: Said) -> bytes:
        self._mark(news.side, news.position)
        return self._write("text", {"side": news.side, "content": news.text})

    def think(self, news: Thought) -> bytes:
        self._mark(news.side, news.position)
        return self._write("reasoning", {"side": news.side, "content": news.text})

    def call(self, news: Called) -> bytes:
        self._mark(news.side, news.position)
        return self._write("tool_call", {"side": news.side, **show_call(news)})

    def end(self, news: Ended) -> bytes:
        self._mark(news.side, news.position, is_over=True)
        return self._write("end", {"side": news.side, **show_end(news)})

    def rewind(self, news: Rewound) -> bytes:
        for side, position in news.positions.items():
            self._mark(side, position)
        return self._write("rewind", show_rewind(news))

    def wait(self, news: Silence) -> bytes:
        # Some readers that know an id take an empty line after a comment for one more event.
        return b": ping\n"

    def _mark(self, side: str, position: int, *, is_over: bool = False) -> None:
        self.marks[side] = f"{side}:{position}{'!' if is_over else ''}"

    def _write(self, event: str, value: Any) -> bytes:
        head = f"id: {','.join(self.marks.values())}\nevent: {event}\ndata: "
        return head.encode() + dump(value) + b"\n\n"
