"""How answers look in OpenAI's shape: chat.completion, and the chunks it comes in."""

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ai_model.library import costs
from ai_model.providers.counts import count
from ai_model.providers.events import End, Event, FellBack, Reason, Reasoning, Text, ToolCall, Usage
from ai_model.providers.prompts import Prompt

# Their four words. A refusal is told by the message, a pause by nothing: ask again with what was said.
FINISHES: Mapping[Reason, str] = {
    Reason.STOP: "stop",
    Reason.LENGTH: "length",
    Reason.TOOL_CALLS: "tool_calls",
    Reason.CONTENT_FILTER: "content_filter",
    Reason.REFUSAL: "stop",
    Reason.PAUSED: "stop",
}
SILENT_REFUSAL = "The model declined to answer."


@dataclass(slots=True)
class Answer:
    """What was said so far."""

    texts: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    usage: Usage | None = None
    end: End | None = None
    has_begun: bool = False

    def hear(self, event: Event) -> None:
        match event:
            case Text(text):
                self.texts.append(text)
            case Reasoning(text):
                self.thoughts.append(text)
            case ToolCall():
                self.calls.append(event)
            case Usage():
                self.usage = event
            case End():
                self.end = event

    @property
    def text(self) -> str:
        return "".join(self.texts)

    @property
    def reasoning(self) -> str:
        return "".join(self.thoughts)

    @property
    def refusal(self) -> str:
        """Why it would not answer; the same words are in its text."""
        is_refusal = self.end is not None and self.end.reason is Reason.REFUSAL
        return (self.text or SILENT_REFUSAL) if is_refusal else ""

    @property
    def finish(self) -> str | None:
        return FINISHES[self.end.reason] if self.end else None

    def count(self, prompt: Prompt) -> Usage:
        """What the provider told, else by length."""
        return self.usage or costs.estimate(prompt, text=self.text, reasoning=self.reasoning, calls=self.calls)


class Completion:
    """One response with as many answers as were asked for."""

    def __init__(self, model: str, prompt: Prompt, *, n: int) -> None:
        self.id = f"chatcmpl-{uuid.uuid4().hex}"
        self.created = int(time.time())
        self.model = model
        self.prompt = prompt
        self.answers = [Answer() for _ in range(n)]

    def hear(self, index: int, event: Event) -> dict[str, Any] | None:
        """The chunk that tells it, if it is told."""
        answer = self.answers[index]
        answer.hear(event)
        if isinstance(event, FellBack):
            self.model = event.model
        delta = tell_delta(answer, event)
        if delta is None:
            return None
        if not answer.has_begun:
            answer.has_begun, delta = True, {"role": "assistant", **delta}
        choice = {"index": index, "delta": delta, "finish_reason": answer.finish}
        return self._wrap("chat.completion.chunk", [choice], has_usage=all(each.end for each in self.answers))

    @property
    def has_begun(self) -> bool:
        return any(answer.has_begun for answer in self.answers)

    @property
    def response(self) -> dict[str, Any]:
        choices = [
            {"index": index, "message": tell_message(answer), "finish_reason": answer.finish}
            for index, answer in enumerate(self.answers)
        ]
        return self._wrap("chat.completion", choices, has_usage=True)

    @property
    def usage(self) -> dict[str, Any]:
        is_estimated = not all(answer.usage for answer in self.answers)
        return tell_usage(
            costs.total([answer.count(self.prompt) for answer in self.answers]), is_estimated=is_estimated
        )

    def _wrap(self, kind: str, choices: Sequence[Mapping[str, Any]], *, has_usage: bool) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "choices": choices,
            "usage": self.usage if has_usage else None,
        }


def tell_delta(answer: Answer, event: Event) -> dict[str, Any] | None:
    match event:
        case Text(text):
            return {"content": text}
        case Reasoning(text):
            return {"reasoning_content": text}
        case ToolCall():
            return {"tool_calls": [{"index": len(answer.calls) - 1, **tell_call(event)}]}
        case End():
            return {"refusal": answer.refusal} if answer.refusal else {}
    return None


def tell_message(answer: Answer) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": answer.text or (None if answer.calls else "")}
    if answer.thoughts:
        message["reasoning_content"] = answer.reasoning
    if answer.calls:
        message["tool_calls"] = [tell_call(call) for call in answer.calls]
    if answer.refusal:
        message["refusal"] = answer.refusal
    return message


def tell_call(call: ToolCall) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments},
    }
    if call.signature:
        told["extra_content"] = {"google": {"thought_signature": call.signature}}
    return told


def tell_usage(usage: Usage, *, is_estimated: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens},
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }
    billed = {
        "billed_prompt_tokens": usage.billed_input_tokens,
        "billed_completion_tokens": usage.billed_output_tokens,
    }
    told |= {name: tokens for name, tokens in billed.items() if tokens is not None}
    return told | ({"estimated": True} if is_estimated else {})


def read_usage(told: Mapping[str, Any]) -> Usage:
    return Usage(
        count(told, "prompt_tokens"),
        count(told, "completion_tokens"),
        reasoning_tokens=count(told, "completion_tokens_details", "reasoning_tokens"),
        cached_tokens=count(told, "prompt_tokens_details", "cached_tokens"),
        billed_input_tokens=told.get("billed_prompt_tokens"),
        billed_output_tokens=told.get("billed_completion_tokens"),
    )


def read_answer(message: Mapping[str, Any]) -> dict[str, Any]:
    """What of a message counts as said."""
    calls = [call.get("function") or {} for call in message.get("tool_calls") or ()]
    return {
        "text": message.get("content") or "",
        "reasoning": message.get("reasoning_content") or "",
        "calls": [ToolCall("", call.get("name") or "", call.get("arguments") or "") for call in calls],
    }
