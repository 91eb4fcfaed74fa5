"""Amazon Bedrock's Converse: one dialect for the models of many makers, in frames of bytes, and often signed."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NoReturn
from urllib.parse import quote

from ai_model.providers import rejections
from ai_model.providers.bedrock_frames import Frame, Frames
from ai_model.providers.bedrock_signing import is_signing_key, sign
from ai_model.providers.counts import count
from ai_model.providers.dialect import Dialect, Profile, Request
from ai_model.providers.errors import Failed
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, ToolCall, Usage
from ai_model.providers.parsing import Parser
from ai_model.providers.prompts import Prompt, Said, Tool, ToolChoice
from ai_model.providers.shapes import read_arguments, text

Block = dict[str, Any]

REASONS: Mapping[str, Reason] = {
    "max_tokens": Reason.LENGTH,
    "model_context_window_exceeded": Reason.LENGTH,
    "tool_use": Reason.TOOL_CALLS,
    "guardrail_intervened": Reason.CONTENT_FILTER,
    "content_filtered": Reason.CONTENT_FILTER,
}
# What the model wrote could not be read.
FAILURES = frozenset({"malformed_model_output", "malformed_tool_use"})
INPUTS = ("inputTokens", "cacheReadInputTokens", "cacheWriteInputTokens")
ROLES: Mapping[str, str] = {"user": "user", "assistant": "assistant", "tool": "user"}
TOOL_MODES: Mapping[str, str] = {"auto": "auto", "required": "any"}


class ConverseParser(Parser):
    def __init__(self) -> None:
        super().__init__()
        self.frames = Frames()

    def cut(self, data: bytes) -> Iterator[Any]:
        for frame in self.frames.feed(data):
            content = self.load(frame.payload or b"{}")
            if frame.headers.get(":message-type") != "event":
                refuse(frame, content)
            yield frame.headers.get(":event-type"), content

    def cut_rest(self) -> Iterator[Any]:
        """Half a frame tells nothing."""
        yield from ()

    def take(self, message: Any) -> Iterator[Event]:
        match message:
            case "contentBlockStart", {"contentBlockIndex": index, "start": {"toolUse": call}}:
                # The others the provider calls by itself.
                if call.get("type") != "server_tool_use":
                    draft = self.draft(index)
                    draft.id, draft.name = text(call["toolUseId"]), text(call["name"])
            case "contentBlockDelta", {"contentBlockIndex": index, "delta": delta}:
                yield from self._take_delta(index, delta)
            case "messageStop", {"stopReason": word}:
                self._note_end(text(word))
            case "metadata", {"usage": usage}:
                yield from read_usage(usage)
                self.is_over = self.end is not None

    def _take_delta(self, index: Any, delta: Any) -> Iterator[Event]:
        match delta:
            case {"text": piece} if piece:
                yield Text(text(piece))
            case {"reasoningContent": {"text": piece}} if piece:
                yield Reasoning(text(piece))
            case {"toolUse": {"input": piece}} if index in self.drafts:
                self.drafts[index].add(text(piece))

    def _note_end(self, word: str) -> None:
        if word in FAILURES:
            raise Failed
        self.end = End(REASONS.get(word, Reason.STOP), word)


def refuse(frame: Frame, content: Mapping[str, Any]) -> NoReturn:
    """An exception names its kind in a header, and an error its message too."""
    kind = frame.headers.get(":exception-type") or frame.headers.get(":error-code")
    raise rejections.read({"message": frame.headers.get(":error-message"), **content, "type": kind})


def read_usage(usage: Mapping[str, Any]) -> Iterator[Usage]:
    """What was read from the cache or written to it is counted apart."""
    read, written = sum(count(usage, name) for name in INPUTS), count(usage, "outputTokens")
    if read or written:
        yield Usage(read, written, cached_tokens=count(usage, "cacheReadInputTokens"))


class BedrockConverse(Dialect):
    """Its list of models is on another host."""

    parser = ConverseParser
    headers = {"Accept": "application/vnd.amazon.eventstream"}
    params = {"temperature": "temperature", "top_p": "topP", "max_tokens": "maxTokens", "stop": "stopSequences"}

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        params, notes = self.read_params(prompt.params, lacks=profile.lacks)
        tools = prompt.tools if not prompt.tool_choice or prompt.tool_choice.mode != "none" else ()
        body = {
            "messages": list(tell_messages(prompt.messages, has_tools=bool(tools))),
            "system": list(tell_text(prompt.system)),
            "inferenceConfig": params,
            "toolConfig": tell_tools(tools, prompt.tool_choice) if tools else {},
        }
        path = f"/model/{quote(prompt.model, safe='')}/converse-stream"
        return Request(path, {name: value for name, value in body.items() if value}, notes)

    def authorize(self, key: str, profile: Profile, *, url: str = "", body: bytes = b"") -> dict[str, str]:
        if is_signing_key(key):
            return {**self.headers, **sign(key, url, body=body, time=datetime.now(UTC))}
        return super().authorize(key, profile, url=url, body=body)


def tell_messages(messages: Iterable[Said], *, has_tools: bool) -> Iterator[dict[str, Any]]:
    """Roles must alternate; the results of tools are the user's."""
    told = ((ROLES[said.role], block) for said in messages for block in tell_blocks(said, has_tools=has_tools))
    for role, group in groupby(told, itemgetter(0)):
        yield {"role": role, "content": [block for _, block in group]}


def tell_blocks(said: Said, *, has_tools: bool) -> Iterator[Block]:
    """Without tools it takes no calls and no results of earlier ones either: then they are told in words."""
    if said.role == "tool" and has_tools:
        yield {"toolResult": {"toolUseId": said.tool_call_id, "content": list(tell_text(said.text))}}
    else:
        yield from tell_text(said.text)
    for call in said.tool_calls:
        yield tell_call(call) if has_tools else {"text": f"{call.name}({call.arguments})"}


def tell_text(words: str) -> Iterator[Block]:
    """It refuses a text that says nothing."""
    if words.strip():
        yield {"text": words}


def tell_call(call: ToolCall) -> Block:
    return {"toolUse": {"toolUseId": call.id, "name": call.name, "input": read_arguments(call.arguments)}}


def tell_tools(tools: Iterable[Tool], choice: ToolChoice | None) -> Block:
    told: Block = {"tools": [{"toolSpec": tell_tool(tool)} for tool in tools]}
    return {**told, "toolChoice": choose(choice)} if choice else told


def choose(choice: ToolChoice) -> Block:
    return {"tool": {"name": choice.name}} if choice.mode == "named" else {TOOL_MODES[choice.mode]: {}}


def tell_tool(tool: Tool) -> Block:
    told = {"name": tool.name, "description": tool.description}
    schema = {"inputSchema": {"json": {"type": "object", **tool.parameters}}}
    return {name: value for name, value in told.items() if value} | schema
