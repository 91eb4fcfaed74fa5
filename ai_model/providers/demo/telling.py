"""How a plan becomes OpenAI's chat completions: a stream of events, or one object."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from ai_model.providers.demo.planning import Part, Plan
from ai_model.providers.demo.refusals import Refusal
from ai_model.providers.demo.wire import JSON, Ending, Reply, Stream, Whole

DONE = b"data: [DONE]\n\n"
# What of a plan's mishaps happens below this dialect.
ENDINGS: Mapping[str | None, Ending] = {"stall": "stall", "cut": "cut"}
LAST_WORDS: Mapping[str, bytes] = {
    "error": b"data: " + Refusal(500, "You asked for an error in the middle.").body + b"\n\n",
    "garbage": b'data: {"choices":[{"index":0,"delta":{"con\xff\x00tent":\n\n<html>',
}
# A delta is written around the JSON of its text; $ is the name of the answer.
DELTAS: Mapping[str, tuple[bytes, bytes]] = {
    "text": (b'{"content":', b"}"),
    "thought": (b'{"reasoning_content":', b"}"),
    "call": (
        b'{"tool_calls":[{"index":0,"id":"call_$","type":"function","function":{"arguments":"","name":',
        b"}}]}",
    ),
    "arguments": (b'{"tool_calls":[{"index":0,"function":{"arguments":', b"}}]}"),
}


def stream(plan: Plan, created: int) -> Stream:
    return Stream(
        Teller(plan, created).tell(),
        first_pause=plan.first_pause,
        pause=plan.pause,
        ending=ENDINGS.get(plan.told.mishap, "done"),
    )


def complete(plan: Plan, created: int) -> Reply:
    """At once. What would come in the middle of a stream comes in the middle of the object."""
    if plan.told.mishap == "error":
        raise Refusal(500, "You asked for an error.")
    body = orjson.dumps(Teller(plan, created).tell_whole())
    if not plan.told.mishap:
        return Whole(body)
    return Stream(iter([body[: len(body) // 2]]), JSON, ending=ENDINGS.get(plan.told.mishap, "done"))


class Teller:
    """Counts while it tells: nobody knows before how long an answer gets."""

    def __init__(self, plan: Plan, created: int) -> None:
        self.plan = plan
        self.created = created
        self.name = f"{plan.asked.seed:016x}"
        self.finish = plan.finish
        self.counts: Counter[str] = Counter()

    def tell(self) -> Iterator[bytes]:
        start, _, end = self._write_chunk([self._choose({}, None)]).partition(b"{}")
        name = self.name.encode()
        wraps = {kind: (start + left.replace(b"$", name), right + end) for kind, (left, right) in DELTAS.items()}
        yield start + b'{"role":"assistant","content":""}' + end
        for kind, text in self._spend():
            left, right = wraps[kind]
            yield left + orjson.dumps(text) + right
        if last := self._conclude():
            yield last

    def tell_whole(self) -> dict[str, Any]:
        told: dict[str, list[str]] = {kind: [] for kind in DELTAS}
        for kind, text in self._spend():
            told[kind].append(text)
        texts = {kind: "".join(pieces) for kind, pieces in told.items()}
        message: dict[str, Any] = {"role": "assistant", "content": texts["text"]}
        if texts["thought"]:
            message["reasoning_content"] = texts["thought"]
        if texts["call"]:
            function = {"name": texts["call"], "arguments": texts["arguments"]}
            call = {"id": f"call_{self.name}", "type": "function", "function": function}
            message |= {"content": None, "tool_calls": [call]}
        choice = {"index": 0, "message": message, "finish_reason": self.finish}
        return {**self._head("chat.completion"), "choices": [choice], "usage": self._count()}

    def _spend(self) -> Iterator[Part]:
        """As many tokens as the request allows."""
        for spent, part in enumerate(self.plan.parts):
            if spent == self.plan.asked.limit:
                self.finish = "length"
                return
            self.counts[part.kind] += 1
            yield part

    def _conclude(self) -> bytes:
        if self.plan.told.mishap:
            return LAST_WORDS.get(self.plan.told.mishap, b"")
        last = self._write_chunk([self._choose({}, self.finish)])
        usage = self._write_chunk([], usage=self._count()) if self.plan.asked.tells_usage else b""
        return last + usage + DONE

    def _choose(self, delta: Mapping[str, Any], finish: str | None) -> dict[str, Any]:
        return {"index": 0, "delta": delta, "finish_reason": finish}

    def _write_chunk(self, choices: list[dict[str, Any]], **more: Any) -> bytes:
        told = {**self._head("chat.completion.chunk"), "choices": choices, **more}
        return b"data: " + orjson.dumps(told) + b"\n\n"

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": f"chatcmpl-{self.name}", "object": kind, "created": self.created, "model": self.plan.asked.model}

    def _count(self) -> dict[str, Any]:
        written, read = self.counts.total(), self.plan.asked.prompt_tokens
        return {
            "prompt_tokens": read,
            "completion_tokens": written,
            "total_tokens": read + written,
            "completion_tokens_details": {"reasoning_tokens": self.counts["thought"]},
        }
