"""A right answer in every dialect: the bytes that say some texts, and then that it was all."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tests.ai_model.providers import bedrock_encoding as frames
from tests.simulator.wire import SSE

NDJSON = "application/x-ndjson"
FRAMES = "application/vnd.amazon.eventstream"
# What every answer says it has cost.
READ, WRITTEN = 7, 5


@dataclass(frozen=True, slots=True)
class Speech:
    """A piece that says a text, and those before the first and after the last."""

    piece: Callable[[str], bytes]
    ending: bytes
    beginning: bytes = b""
    content_type: str = SSE

    def pieces(self, texts: Iterable[str]) -> Iterator[bytes]:
        return filter(None, chain([self.beginning], map(self.piece, texts), [self.ending]))


def event(content: Any, name: str = "") -> bytes:
    data = b"data: " + json.dumps(content, ensure_ascii=False).encode() + b"\n\n"
    return f"event: {name}\n".encode() + data if name else data


def typed(kind: str, **content: Any) -> bytes:
    return event({"type": kind, **content}, kind)


def line(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"


def choice(delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def candidate(text: str, **more: Any) -> dict[str, Any]:
    return {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}, **more}]}


CHAT_USAGE = {"prompt_tokens": READ, "completion_tokens": WRITTEN, "total_tokens": READ + WRITTEN}
USAGE = {"input_tokens": READ, "output_tokens": WRITTEN}
DONE = b"data: [DONE]\n\n"

CHAT = Speech(
    piece=lambda text: event(choice({"content": text})),
    ending=event(choice({}, "stop")) + event({"choices": [], "usage": CHAT_USAGE}) + DONE,
)
RESPONSES = Speech(
    piece=lambda text: typed("response.output_text.delta", item_id="m", output_index=0, content_index=0, delta=text),
    ending=typed("response.completed", response={"status": "completed", "output": [], "usage": USAGE}),
    beginning=typed("response.created", response={"status": "in_progress", "output": []}),
)
MESSAGES = Speech(
    piece=lambda text: typed("content_block_delta", index=0, delta={"type": "text_delta", "text": text}),
    ending=typed("content_block_stop", index=0)
    + typed("message_delta", delta={"stop_reason": "end_turn"}, usage={"output_tokens": WRITTEN})
    + typed("message_stop"),
    beginning=typed("message_start", message={"role": "assistant", "content": [], "usage": {"input_tokens": READ}})
    + typed("content_block_start", index=0, content_block={"type": "text", "text": ""}),
)
CONVERSE = Speech(
    piece=lambda text: frames.delta(0, {"text": text}),
    ending=frames.stop(0) + frames.end("end_turn") + frames.usage(inputTokens=READ, outputTokens=WRITTEN),
    beginning=frames.BEGIN,
    content_type=FRAMES,
)
GEMINI = Speech(
    piece=lambda text: event(candidate(text)),
    ending=event(
        candidate("", finishReason="STOP")
        | {"usageMetadata": {"promptTokenCount": READ, "candidatesTokenCount": WRITTEN}}
    ),
)
OLLAMA = Speech(
    piece=lambda text: line({"message": {"role": "assistant", "content": text}, "done": False}),
    ending=line({"message": {}, "done": True, "done_reason": "stop", "prompt_eval_count": READ, "eval_count": WRITTEN}),
    content_type=NDJSON,
)
COHERE = Speech(
    piece=lambda text: typed("content-delta", index=0, delta={"message": {"content": {"text": text}}}),
    ending=typed("message-end", delta={"finish_reason": "COMPLETE", "usage": {"tokens": USAGE}}),
    beginning=typed("message-start", delta={"message": {"role": "assistant", "content": []}}),
)

# By the end of the path a dialect posts to; what may stand before it is part of an address.
SPEECHES: Mapping[str, Speech] = {
    r"/chat/completions": CHAT,
    r"/responses": RESPONSES,
    r"/v1/messages": MESSAGES,
    r"/converse-stream": CONVERSE,
    r":streamGenerateContent\?alt=sse": GEMINI,
    r"/api/chat": OLLAMA,
    r"/v2/chat": COHERE,
}


def find(path: str) -> Speech | None:
    return next((speech for end, speech in SPEECHES.items() if re.search(end + "$", path)), None)
