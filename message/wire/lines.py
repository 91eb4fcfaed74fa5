"""The format `lines`: a letter for the side, a code for the kind, JSON."""

from typing import Any

from message.runs.news import Began, Called, Ended, Rewound, Said, Silence, Thought
from message.wire.encoding import EVENT_STREAM, Encoder, dump
from message.wire.shapes import show_call, show_end, show_rewind, show_run


class Lines(Encoder):
    name = "lines"
    media_type = EVENT_STREAM

    def begin(self, news: Began) -> bytes:
        return write("m", show_run(news))

    def say(self, news: Said) -> bytes:
        return write(f"{news.side}0", {"content": news.text})

    def think(self, news: Thought) -> bytes:
        return write(f"{news.side}g", {"content": news.text})

    def call(self, news: Called) -> bytes:
        return write(f"{news.side}9", show_call(news))

    def end(self, news: Ended) -> bytes:
        return write_end(news.side, show_end(news))

    def rewind(self, news: Rewound) -> bytes:
        return write("m", show_rewind(news))

    def wait(self, news: Silence) -> bytes:
        return b": ping\n"


def write(kind: str, value: Any) -> bytes:
    return b"%b:%b\n" % (kind.encode(), dump(value))


def write_end(side: str, end: dict[str, Any]) -> bytes:
    return write(f"{side}d", end)
