"""OpenAI's chat completions, and the many hosts that speak them with an accent."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from ai_model.providers import parsing, rejections
from ai_model.providers.counts import count
from ai_model.providers.dialect import Dialect, Listing, Profile, Request
from ai_model.providers.errors import BadBody, Failed, GaveUp, Overloaded
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, ToolCall, Usage
from ai_model.providers.parsing import Draft, EventParser
from ai_model.providers.prompts import Prompt, Said, Tool, ToolChoice
from ai_model.providers.shapes import tell_arguments, text
from ai_model.providers.sse import Frame
from ai_model.providers.think import ThinkTags

DONE: Mapping[str, Any] = {"done": True}

REASONS: Mapping[str, Reason] = {
    "length": Reason.LENGTH,
    "max_tokens": Reason.LENGTH,
    "model_length": Reason.LENGTH,
    "tool_calls": Reason.TOOL_CALLS,
    "function_call": Reason.TOOL_CALLS,
    "tool_use": Reason.TOOL_CALLS,
    "content_filter": Reason.CONTENT_FILTER,
    "refusal": Reason.REFUSAL,
    "pause_turn": Reason.PAUSED,
}
FAILURES = {
    "error": Failed,
    "abort": Failed,
    "cancelled": Failed,
    "timeout": GaveUp,
    "insufficient_system_resource": Overloaded,
}
# Under which names thoughts come; some hosts send the same ones twice.
THOUGHTS = ("reasoning_content", "reasoning", "thinking")


class ChatParser(EventParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: ThinkTags | None = ThinkTags()
        self.has_answered = False
        self.has_refused = False
        self.drafts_by_index: dict[Any, Draft] = {}

    def open(self, frame: Frame) -> Iterator[Any]:
        if frame.data.strip() == parsing.DONE:
            yield DONE
        else:
            yield from super().open(frame)

    def take(self, message: Any) -> Iterator[Event]:
        if message is DONE:
            self._finish()
            return
        for choice in message.get("choices") or ():
            # Of several answers that come mixed, the first is meant.
            if not choice.get("index"):
                yield from self._take_choice(choice)
        if usage := message.get("usage") or (message.get("x_groq") or {}).get("usage"):
            yield from read_usage(usage)
        if message.get("error") or message.get("object") == "error" or message.get("detail"):
            raise rejections.read(message)
        if self.end and self.end.word in FAILURES:
            raise FAILURES[self.end.word]

    def last_words(self) -> Iterator[Event]:
        if self.tags:
            yield from self.tags.close()

    def _finish(self) -> None:
        """Some never say why they stop; their last line says that they did."""
        if not self.has_answered:
            raise BadBody
        self.end = self.end or End(Reason.STOP)
        self.is_over = True

    def _take_choice(self, choice: Mapping[str, Any]) -> Iterator[Event]:
        self.has_answered = True
        # A host that does not stream has a whole message instead.
        delta = (choice["delta"] if "delta" in choice else choice.get("message")) or {}
        if thought := next((delta[name] for name in THOUGHTS if delta.get(name)), None):
            yield from self._think(thought)
        if content := delta.get("content"):
            yield from self._say(content)
        if refusal := delta.get("refusal"):
            self.has_refused = True
            yield Text(text(refusal))
        for piece in delta.get("tool_calls") or ():
            self._draft(piece)
        if function := delta.get("function_call"):
            # As tools were called before there could be several.
            self._draft({"index": 0, "function": function})
        if word := choice.get("finish_reason"):
            self._note_end(text(word))

    def _think(self, thought: Any) -> Iterator[Event]:
        if self.tags:
            # They come apart from the text: tags in it are part of the answer.
            yield from self.tags.close()
            self.tags = None
        if isinstance(thought, str):
            yield Reasoning(thought)

    def _say(self, content: Any) -> Iterator[Event]:
        if not isinstance(content, str):
            yield from self._say_parts(content)
        elif self.tags:
            yield from self.tags.feed(content)
            if self.tags.is_done:
                self.tags = None
        else:
            yield Text(content)

    def _say_parts(self, parts: Any) -> Iterator[Event]:
        """Mistral's way while it thinks: a list of thoughts and texts."""
        for part in parts:
            if part["type"] == "text" and part["text"]:
                yield from self._say(part["text"])
            elif part["type"] == "thinking":
                yield from self._think(join_thoughts(part["thinking"]))

    def _draft(self, piece: Mapping[str, Any]) -> None:
        function = piece.get("function") or {}
        index, call, name = piece.get("index"), text(piece.get("id") or ""), text(function.get("name") or "")
        draft = self._find_draft(index, call, name=name)
        draft.id = draft.id or call
        draft.name = draft.name or name
        draft.add(tell_arguments(function.get("arguments") or ""))

    def _find_draft(self, index: Any, call: str, *, name: str) -> Draft:
        """Some count no calls, others call each the first: then a name with another id, or again, begins the next."""
        known = self.drafts_by_index.get(index)
        is_next = known and name and (call != known.id if call and known.id else index is None and not call)
        if known is None or is_next:
            known = self.drafts_by_index[index] = self.draft(len(self.drafts))
        return known

    def _note_end(self, word: str) -> None:
        reason = REASONS.get(word, Reason.STOP)
        self.end = End(Reason.REFUSAL if self.has_refused and reason is Reason.STOP else reason, word)


def join_thoughts(thoughts: Any) -> str:
    """Among them are references too, which say nothing."""
    return thoughts if isinstance(thoughts, str) else "".join(each.get("text") or "" for each in thoughts)


def read_usage(usage: Mapping[str, Any]) -> Iterator[Usage]:
    """OpenAI's output includes the reasoning, xAI's does not: the total tells."""
    read, written = count(usage, "prompt_tokens"), count(usage, "completion_tokens")
    thought = count(usage, "completion_tokens_details", "reasoning_tokens") or count(usage, "reasoning_tokens")
    cached = count(usage, "prompt_tokens_details", "cached_tokens") or count(usage, "prompt_cache_hit_tokens")
    if thought and count(usage, "total_tokens") == read + written + thought:
        written += thought
    if read or written:
        yield Usage(read, written, reasoning_tokens=thought, cached_tokens=cached)


class OpenAIChat(Dialect):
    parser = ChatParser
    listing = Listing("/models")
    params = {
        "temperature": "temperature",
        "top_p": "top_p",
        "max_tokens": "max_tokens",
        "stop": "stop",
        "seed": "seed",
        "presence_penalty": "presence_penalty",
        "frequency_penalty": "frequency_penalty",
        "reasoning_effort": "reasoning_effort",
    }

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        params, notes = self.read_params(prompt.params, lacks=profile.lacks)
        body: dict[str, Any] = {
            "model": prompt.model,
            "messages": [*tell_system(prompt, profile), *map(tell_message, prompt.messages)],
            "stream": True,
            **self.rename(params, profile),
        }
        if profile.takes_usage_option:
            body["stream_options"] = {"include_usage": True}
        if prompt.tools:
            body["tools"] = [tell_tool(tool) for tool in prompt.tools]
        if prompt.tool_choice:
            body["tool_choice"] = self.choose(prompt.tool_choice)
        return Request("/chat/completions", body, notes)

    def rename(self, params: dict[str, Any], profile: Profile) -> dict[str, Any]:
        if "max_tokens" in params:
            params[profile.limit_key] = params.pop("max_tokens")
        if "reasoning_effort" in params and profile.effort_key == "reasoning":
            params["reasoning"] = {"effort": params.pop("reasoning_effort")}
        return params

    def choose(self, choice: ToolChoice) -> Any:
        return {"type": "function", "function": {"name": choice.name}} if choice.mode == "named" else choice.mode

    def amend(self, profile: Profile, complaint: str) -> Profile | None:
        if profile.takes_usage_option and "stream_options" in complaint:
            return replace(profile, takes_usage_option=False)
        if profile.limit_key == "max_tokens" and "max_completion_tokens" in complaint:
            return replace(profile, limit_key="max_completion_tokens")
        return super().amend(profile, complaint)


def tell_system(prompt: Prompt, profile: Profile) -> Iterator[dict[str, Any]]:
    if prompt.system:
        yield {"role": profile.system_role, "content": prompt.system}


def tell_message(said: Said) -> dict[str, Any]:
    if said.role == "tool":
        return {"role": "tool", "tool_call_id": said.tool_call_id, "content": said.text}
    if said.tool_calls:
        calls = [tell_call(call) for call in said.tool_calls]
        return {"role": said.role, "content": said.text or None, "tool_calls": calls}
    return {"role": said.role, "content": said.text}


def tell_call(call: ToolCall) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def tell_tool(tool: Tool) -> dict[str, Any]:
    told = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return {"type": "function", "function": {key: value for key, value in told.items() if value}}
