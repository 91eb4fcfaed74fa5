"""Anthropic's Messages: answers come in blocks, and thinking changes what else may be asked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Any

from ai_model.providers import rejections
from ai_model.providers.counts import count
from ai_model.providers.dialect import NOTHING, Dialect, Listing, Profile, Request
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, Usage
from ai_model.providers.parsing import EventParser
from ai_model.providers.prompts import Prompt, Said, Tool, ToolChoice
from ai_model.providers.shapes import read_arguments, tell_arguments, text
from ai_model.providers.tools import tell_tools

REASONS: Mapping[str, Reason] = {
    "max_tokens": Reason.LENGTH,
    "model_context_window_exceeded": Reason.LENGTH,
    "tool_use": Reason.TOOL_CALLS,
    "pause_turn": Reason.PAUSED,
    "refusal": Reason.REFUSAL,
}
# Blocks begin with a text, mostly an empty one, and go on in deltas.
SPOKEN: Mapping[Any, tuple[str, type[Text | Reasoning]]] = {
    "text": ("text", Text),
    "text_delta": ("text", Text),
    "thinking": ("thinking", Reasoning),
    "thinking_delta": ("thinking", Reasoning),
}
ROLES: Mapping[str, str] = {"user": "user", "assistant": "assistant", "tool": "user"}
CHOICES: Mapping[str, str] = {"auto": "auto", "none": "none", "required": "any", "named": "tool"}
STRANGE = re.compile(r"[^a-zA-Z0-9_-]")

# It wants a limit; this one is that of the shortest model.
LIMIT = 4096
# Models up to 4.5 are given tokens to think with, later ones are told how hard to think.
BUDGET = "budget_tokens"
BUDGETS: Mapping[str, int] = {"minimal": 1024, "low": 2048, "medium": 8192, "high": 16384}
LEAST_BUDGET = 1024
EFFORTS: Mapping[str, str] = {"minimal": "low"}
# What a model of the older kind says of the newer way.
TOO_NEW = ("adaptive thinking", "'adaptive'", "effort parameter", "output_config")


class MessagesParser(EventParser):
    def __init__(self) -> None:
        super().__init__()
        self.word = ""
        self.usage: dict[str, Any] = {}
        # What tools are called with where no delta says it.
        self.inputs: dict[Any, Any] = {}

    def take(self, message: Any) -> Iterator[Event]:
        if taker := TAKERS.get(message.get("type")):
            yield from taker(self, message)
        elif message.get("error") or "detail" in message:
            raise rejections.read(message)

    def begin(self, message: Mapping[str, Any]) -> Iterable[Event]:
        return self._tell_usage(message["message"].get("usage"))

    def begin_block(self, message: Mapping[str, Any]) -> Iterable[Event]:
        index, block = message.get("index"), message["content_block"]
        if block["type"] == "tool_use":
            draft = self.draft(index)
            draft.id, draft.name = text(block["id"]), text(block["name"])
            self.inputs[index] = block.get("input")
        return speak(block)

    def go_on(self, message: Mapping[str, Any]) -> Iterable[Event]:
        index, delta = message.get("index"), message["delta"]
        # The tools of others, which they call themselves, have no draft.
        if delta["type"] == "input_json_delta" and index in self.drafts:
            self.drafts[index].add(text(delta["partial_json"]))
        return speak(delta)

    def note(self, message: Mapping[str, Any]) -> Iterable[Event]:
        if word := (message.get("delta") or {}).get("stop_reason"):
            self.word = text(word)
        return self._tell_usage(message.get("usage"))

    def finish(self, message: Mapping[str, Any]) -> Iterable[Event]:
        for index, draft in self.drafts.items():
            if not any(draft.pieces):
                draft.add(tell_arguments(self.inputs[index]))
        self.end = End(REASONS.get(self.word, Reason.STOP), self.word)
        self.is_over = True
        return ()

    def fail(self, message: Mapping[str, Any]) -> Iterable[Event]:
        raise rejections.read(message)

    def _tell_usage(self, usage: Mapping[str, Any] | None) -> Iterator[Usage]:
        """Each report has the sums so far, of what it names."""
        self.usage |= {name: value for name, value in (usage or {}).items() if value is not None}
        cached = count(self.usage, "cache_read_input_tokens")
        read = count(self.usage, "input_tokens") + count(self.usage, "cache_creation_input_tokens") + cached
        written = count(self.usage, "output_tokens")
        thought = count(self.usage, "output_tokens_details", "thinking_tokens")
        if read or written:
            yield Usage(read, written, reasoning_tokens=thought, cached_tokens=cached)


TAKERS: Mapping[Any, Callable[[MessagesParser, Mapping[str, Any]], Iterable[Event]]] = {
    "message_start": MessagesParser.begin,
    "content_block_start": MessagesParser.begin_block,
    "content_block_delta": MessagesParser.go_on,
    "message_delta": MessagesParser.note,
    "message_stop": MessagesParser.finish,
    "error": MessagesParser.fail,
}


def speak(part: Mapping[str, Any]) -> Iterator[Event]:
    """Signatures, citations and whatever else comes are no speech."""
    if spoken := SPOKEN.get(part["type"]):
        name, kind = spoken
        if words := part.get(name):
            yield kind(text(words))


class AnthropicMessages(Dialect):
    parser = MessagesParser
    key_header = "x-api-key"
    key_prefix = ""
    headers = {"anthropic-version": "2023-06-01"}
    listing = Listing("/v1/models?limit=1000")
    params = {
        "temperature": "temperature",
        "top_p": "top_p",
        "max_tokens": "max_tokens",
        "stop": "stop_sequences",
        "reasoning_effort": "effort",
    }
    complaints = {"does not support thinking|thinking.type.enabled": "reasoning_effort"}

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        params, notes = self.read_params(prompt.params, lacks=profile.lacks | excluded(prompt, profile))
        body: dict[str, Any] = {
            "model": prompt.model,
            "messages": tell_messages(prompt.messages),
            "max_tokens": limit_of(prompt),
            "stream": True,
        }
        if prompt.system:
            body["system"] = prompt.system
        if effort := params.pop("effort", None):
            body |= tell_effort(effort, profile, limit=limit_of(prompt))
        return Request("/v1/messages", body | params | tell_tools(prompt, tell_tool, tell_choice=tell_choice), notes)

    def amend(self, profile: Profile, complaint: str) -> Profile | None:
        if profile.effort_key != BUDGET and any(words in complaint for words in TOO_NEW):
            return replace(profile, effort_key=BUDGET)
        return super().amend(profile, complaint)


def limit_of(prompt: Prompt) -> int:
    return prompt.params.max_tokens or prompt.max_output or LIMIT


def excluded(prompt: Prompt, profile: Profile) -> frozenset[str]:
    """What cannot be said beside the rest: who thinks takes neither temperature nor top_p, the others not both."""
    thinks = prompt.params.reasoning_effort and "reasoning_effort" not in profile.lacks
    if thinks and can_think(prompt, profile):
        return frozenset({"temperature", "top_p"})
    both = prompt.params.temperature is not None and "temperature" not in profile.lacks
    return frozenset({"reasoning_effort"}) | (frozenset({"top_p"}) if both else NOTHING)


def can_think(prompt: Prompt, profile: Profile) -> bool:
    """It wants its thoughts of before a tool's result, signed, which are not kept; and no tool may be forced on it."""
    unanswered = takewhile(lambda said: said.role != "assistant", reversed(prompt.messages))
    has_results = any(said.role == "tool" for said in unanswered)
    is_forced = prompt.tool_choice is not None and prompt.tool_choice.mode in ("required", "named")
    has_room = profile.effort_key != BUDGET or limit_of(prompt) // 2 >= LEAST_BUDGET
    return has_room and not has_results and not is_forced


def tell_effort(effort: str, profile: Profile, *, limit: int) -> dict[str, Any]:
    if profile.effort_key == BUDGET:
        # What is thought counts as said: half of the limit is left for the answer.
        return {"thinking": {"type": "enabled", BUDGET: min(BUDGETS[effort], limit // 2)}}
    thinking = {"type": "adaptive", "display": "summarized"}
    return {"thinking": thinking, "output_config": {"effort": EFFORTS.get(effort, effort)}}


def tell_messages(messages: Sequence[Said]) -> list[dict[str, Any]]:
    """User and assistant take turns, and nobody says nothing."""
    told = ((ROLES[said.role], block) for said in with_own_ids(messages) for block in tell_blocks(said))
    return [{"role": role, "content": [block for _, block in each]} for role, each in groupby(told, itemgetter(0))]


def with_own_ids(messages: Iterable[Said]) -> Iterator[Said]:
    """Ids have few letters here, and each is one call's. Other providers' have more, and those we made up repeat."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for said in messages:
        for call in said.tool_calls:
            own = STRANGE.sub("_", call.id)
            ids[call.id] = f"{own}_{len(taken)}" if own in taken else own
            taken.add(ids[call.id])
        calls = tuple(replace(call, id=ids[call.id]) for call in said.tool_calls)
        yield replace(said, tool_calls=calls, tool_call_id=ids.get(said.tool_call_id, said.tool_call_id))


def tell_blocks(said: Said) -> Iterator[dict[str, Any]]:
    if said.role == "tool":
        yield {"type": "tool_result", "tool_use_id": said.tool_call_id, "content": said.text}
    elif said.text.strip():
        yield {"type": "text", "text": said.text}
    for call in said.tool_calls:
        yield {"type": "tool_use", "id": call.id, "name": call.name, "input": read_arguments(call.arguments)}


def tell_tool(tool: Tool) -> dict[str, Any]:
    told = {"description": tool.description} if tool.description else {}
    return {"name": tool.name, **told, "input_schema": tool.parameters}


def tell_choice(choice: ToolChoice) -> dict[str, Any]:
    named = {"name": choice.name} if choice.mode == "named" else {}
    return {"type": CHOICES[choice.mode], **named}
