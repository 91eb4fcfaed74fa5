"""The format `ui`: the UI message stream of the AI SDK, which knows one message, so one side.

https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol. Its first schemas refuse keys that they do not know, `finishReason`
among them. A stopped side finishes as any other: `abort` means nothing to their readers.
"""

from typing import Any

import orjson

from message.runs.news import Began, Called, Ended, Rewound, Said, Silence, Thought
from message.wire.encoding import EVENT_STREAM, Encoder, dump

UNREADABLE = (orjson.JSONDecodeError, orjson.JSONEncodeError)


class Ui(Encoder):
    name = "ui"
    media_type = EVENT_STREAM
    headers = {"x-vercel-ai-ui-message-stream": "v1"}
    resumes = False
    tells_one_side = True

    def __init__(self, side: str) -> None:
        self.side = side
        self.part = ""
        self.kind = ""
        self.parts = 0

    def begin(self, news: Began) -> bytes:
        start = write({"type": "start", "messageId": news.replies[self.side]})
        return start + write({"type": "start-step"})

    def say(self, news: Said) -> bytes:
        return self._add("text", news)

    def think(self, news: Thought) -> bytes:
        return self._add("reasoning", news)

    def call(self, news: Called) -> bytes:
        if news.side != self.side:
            return b""
        chunk = {"type": "tool-input-available", "toolCallId": news.id, "toolName": news.name}
        return self._close() + write(chunk | {"input": read_arguments(news.arguments)})

    def end(self, news: Ended) -> bytes:
        if news.side != self.side:
            return b""
        failure = write({"type": "error", "errorText": news.error}) if news.code else b""
        finish = write({"type": "finish-step"}) + write({"type": "finish"})
        return self._close() + failure + finish + b"data: [DONE]\n\n"

    def rewind(self, news: Rewound) -> bytes:
        """There is no word for it: of what is taken back, such a reader learns by the error that follows."""
        return b""

    def wait(self, news: Silence) -> bytes:
        return b": ping\n\n"

    def _add(self, kind: str, news: Said | Thought) -> bytes:
        if news.side != self.side:
            return b""
        opening = b"" if kind == self.kind else self._close() + self._open(kind)
        return opening + write({"type": f"{kind}-delta", "id": self.part, "delta": news.text})

    def _open(self, kind: str) -> bytes:
        self.parts += 1
        self.kind, self.part = kind, f"{kind}-{self.parts}"
        return write({"type": f"{kind}-start", "id": self.part})

    def _close(self) -> bytes:
        kind, self.kind = self.kind, ""
        return write({"type": f"{kind}-end", "id": self.part}) if kind else b""


def write(chunk: dict[str, Any]) -> bytes:
    return b"data: %b\n\n" % dump(chunk)


def read_arguments(arguments: str) -> Any:
    """What is no JSON, or none that the SDK takes, goes out as it was written."""
    try:
        written = orjson.dumps(orjson.loads(arguments))
    except UNREADABLE:
        return arguments
    return arguments if is_forbidden(written) else orjson.Fragment(written)


def is_forbidden(written: bytes) -> bool:
    """The SDK gives up the whole stream at such keys."""
    return b'"__proto__":' in written or (b'"constructor":{' in written and b'"prototype":' in written)
