"""Ollama's own chat: a line of JSON for every piece."""

from collections.abc import Iterator, Mapping
from typing import Any

from ai_model.providers import rejections
from ai_model.providers.counts import count
from ai_model.providers.dialect import Dialect, Listing, Profile, Request
from ai_model.providers.errors import Failed, Unsupported
from ai_model.providers.events import End, Event, Reason, Reasoning, ToolCall, Usage
from ai_model.providers.openai_chat import tell_tool
from ai_model.providers.parsing import LineParser
from ai_model.providers.prompts import Prompt, Said
from ai_model.providers.shapes import read_arguments, tell_arguments, text
from ai_model.providers.think import ThinkTags
from ai_model.providers.tools import name_results

REASONS: Mapping[str, Reason] = {"length": Reason.LENGTH}
# A model was only fetched into memory, or thrown out of it.
SILENCES = frozenset({"load", "unload"})
# Only these are told how hard to think; the others, whether.
LEVELLED = "gpt-oss"
LEVELS: Mapping[str, str] = {"minimal": "low", "low": "low", "medium": "medium", "high": "high"}


class OllamaParser(LineParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags = ThinkTags()
        self.has_answered = False

    def take(self, message: Any) -> Iterator[Event]:
        if message.get("error"):
            raise rejections.read(message)
        said = message.get("message") or {}
        if thought := said.get("thinking"):
            yield from self._think(text(thought))
        if content := said.get("content"):
            self.has_answered = True
            yield from self.tags.feed(text(content))
        for call in said.get("tool_calls") or ():
            self._draft(call)
        if message.get("done"):
            yield from read_usage(message)
            self._note_end(text(message.get("done_reason") or "stop"))

    def last_words(self) -> Iterator[Event]:
        yield from self.tags.close()

    def _think(self, thought: str) -> Iterator[Event]:
        """They come apart from the text: tags in it are part of the answer."""
        self.has_answered = True
        yield from self.tags.close()
        self.tags.is_done = True
        yield Reasoning(thought)

    def _draft(self, call: Mapping[str, Any]) -> None:
        """Whole, and mostly without an id."""
        self.has_answered = True
        draft = self.draft(len(self.drafts))
        draft.id, draft.name = text(call.get("id") or ""), text(call["function"]["name"])
        draft.add(tell_arguments(call["function"].get("arguments")))

    def _note_end(self, word: str) -> None:
        if word in SILENCES and not self.has_answered:
            raise Failed
        self.end = End(REASONS.get(word, Reason.STOP), word)
        self.is_over = True


def read_usage(message: Mapping[str, Any]) -> Iterator[Usage]:
    read, written = count(message, "prompt_eval_count"), count(message, "eval_count")
    if read or written:
        yield Usage(read, written)


class Ollama(Dialect):
    parser = OllamaParser
    default_port = 11434
    listing = Listing("/api/tags", rows="models", code="model")
    params = {
        "temperature": "temperature",
        "top_p": "top_p",
        "max_tokens": "num_predict",
        "stop": "stop",
        "seed": "seed",
        "presence_penalty": "presence_penalty",
        "frequency_penalty": "frequency_penalty",
        "reasoning_effort": "think",
    }
    complaints = {"does not support thinking|think value": "reasoning_effort"}

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        options, notes = self.read_params(prompt.params, lacks=profile.lacks)
        effort = options.pop("think", None)
        body: dict[str, Any] = {"model": prompt.model, "messages": list(tell_messages(prompt)), "stream": True}
        if options:
            body["options"] = options
        if effort:
            body["think"] = LEVELS[effort] if LEVELLED in prompt.model else True
        if tools := choose_tools(prompt):
            body["tools"] = tools
        return Request("/api/chat", body, notes)


def tell_messages(prompt: Prompt) -> Iterator[dict[str, Any]]:
    if prompt.system:
        yield {"role": "system", "content": prompt.system}
    for said, tool in name_results(prompt.messages):
        yield tell_message(said, tool)


def tell_message(said: Said, tool: str) -> dict[str, Any]:
    told: dict[str, Any] = {"role": said.role, "content": said.text}
    if said.role == "tool":
        told["tool_name"] = tool
    if said.tool_calls:
        told["tool_calls"] = [tell_call(call) for call in said.tool_calls]
    return told


def tell_call(call: ToolCall) -> dict[str, Any]:
    return {"function": {"name": call.name, "arguments": read_arguments(call.arguments)}}


def choose_tools(prompt: Prompt) -> list[dict[str, Any]]:
    """They may be there or not; nothing can be said about their use."""
    mode = prompt.tool_choice.mode if prompt.tool_choice else "auto"
    if mode in ("required", "named"):
        raise Unsupported("tool_choice")
    return [] if mode == "none" else [tell_tool(tool) for tool in prompt.tools]
