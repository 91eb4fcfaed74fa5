"""Cohere's chat, version 2: typed events around one message."""

from collections.abc import Iterator, Mapping
from typing import Any

from ai_model.providers import rejections
from ai_model.providers.counts import count
from ai_model.providers.dialect import Dialect, Listing, Profile, Request
from ai_model.providers.errors import Cut, GaveUp, Unsupported
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, Usage
from ai_model.providers.openai_chat import tell_message, tell_system, tell_tool
from ai_model.providers.parsing import EventParser
from ai_model.providers.prompts import Prompt
from ai_model.providers.shapes import text
from ai_model.providers.tools import with_parameters

REASONS: Mapping[str, Reason] = {
    "MAX_TOKENS": Reason.LENGTH,
    "ERROR_LIMIT": Reason.LENGTH,
    "TOOL_CALL": Reason.TOOL_CALLS,
    "ERROR_TOXIC": Reason.CONTENT_FILTER,
}
FAILURES = {"TIMEOUT": GaveUp, "USER_CANCEL": Cut}
# Left to the model if nothing is said; one tool cannot be named.
CHOICES: Mapping[str, str] = {"required": "REQUIRED", "none": "NONE"}


class CohereParser(EventParser):
    def take(self, message: Any) -> Iterator[Event]:
        delta = message.get("delta") or {}
        said = delta.get("message") or {}
        match message.get("type"):
            case "content-start" | "content-delta":
                yield from read_content(said.get("content") or {})
            case "tool-plan-delta":
                yield Reasoning(text(said["tool_plan"]))
            case "tool-call-start" | "tool-call-delta":
                self._draft(message.get("index"), said["tool_calls"])
            case "message-end":
                yield from read_usage(delta.get("usage") or {})
                self._note_end(delta)
            case None:
                # Only errors have no type.
                raise rejections.read(message)

    def _draft(self, index: Any, piece: Mapping[str, Any]) -> None:
        function = piece.get("function") or {}
        draft = self.draft(index)
        draft.id = draft.id or text(piece.get("id") or "")
        draft.name = draft.name or text(function.get("name") or "")
        draft.add(text(function.get("arguments") or ""))

    def _note_end(self, delta: Mapping[str, Any]) -> None:
        word = text(delta.get("finish_reason") or "")
        if word in FAILURES:
            raise FAILURES[word]
        if word == "ERROR" or delta.get("error"):
            raise rejections.read(delta)
        self.end = End(REASONS.get(word, Reason.STOP), word)
        self.is_over = True


def read_content(content: Mapping[str, Any]) -> Iterator[Event]:
    if thought := content.get("thinking"):
        yield Reasoning(text(thought))
    if said := content.get("text"):
        yield Text(text(said))


def read_usage(usage: Mapping[str, Any]) -> Iterator[Usage]:
    """It bills less than it counts: what it adds to a prompt is free."""
    read, written = count(usage, "tokens", "input_tokens"), count(usage, "tokens", "output_tokens")
    if not (read or written):
        return
    is_billed = bool(usage.get("billed_units"))
    yield Usage(
        read,
        written,
        cached_tokens=count(usage, "cached_tokens"),
        billed_input_tokens=count(usage, "billed_units", "input_tokens") if is_billed else None,
        billed_output_tokens=count(usage, "billed_units", "output_tokens") if is_billed else None,
    )


class Cohere(Dialect):
    parser = CohereParser
    listing = Listing("/v1/models?page_size=1000", rows="models", code="name", only=("endpoints", "chat"))
    # A model thinks or does not; how hard cannot be said.
    params = {
        "temperature": "temperature",
        "top_p": "p",
        "max_tokens": "max_tokens",
        "stop": "stop_sequences",
        "seed": "seed",
        "presence_penalty": "presence_penalty",
        "frequency_penalty": "frequency_penalty",
    }

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        params, notes = self.read_params(prompt.params, lacks=profile.lacks)
        body: dict[str, Any] = {
            "model": prompt.model,
            "messages": list(tell_messages(prompt, profile)),
            "stream": True,
            **params,
        }
        if prompt.tools:
            body["tools"] = [tell_tool(tool) for tool in with_parameters(prompt.tools)]
        if prompt.tool_choice and prompt.tool_choice.mode != "auto":
            body["tool_choice"] = choose(prompt.tool_choice.mode)
        return Request("/v2/chat", body, notes)


def tell_messages(prompt: Prompt, profile: Profile) -> Iterator[dict[str, Any]]:
    yield from tell_system(prompt, profile)
    for said in prompt.messages:
        yield {key: value for key, value in tell_message(said).items() if value is not None}


def choose(mode: str) -> str:
    if mode not in CHOICES:
        raise Unsupported("tool_choice")
    return CHOICES[mode]
