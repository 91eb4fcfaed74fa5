"""OpenAI's Responses: some fifty kinds of typed events, the last of which says how it ended."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ai_model.providers import rejections
from ai_model.providers.counts import count
from ai_model.providers.dialect import Dialect, Listing, Profile, Request
from ai_model.providers.errors import Cut, TooMuch
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, Usage
from ai_model.providers.parsing import MAX_ARGUMENTS, MAX_CALLS, Draft, EventParser
from ai_model.providers.prompts import Prompt, Said, Tool, ToolChoice
from ai_model.providers.shapes import text
from ai_model.providers.tools import tell_tools

ENDINGS = ("completed", "incomplete", "failed", "cancelled")
# Why an answer is incomplete; whatever else they say, it is not whole.
REASONS: Mapping[str, Reason] = {
    "max_output_tokens": Reason.LENGTH,
    "content_filter": Reason.CONTENT_FILTER,
}
# Where the parts of a message keep their text.
PARTS: Mapping[str, str] = {"output_text": "text", "refusal": "refusal"}

# Told only to those who have shown OpenAI their papers.
SUMMARY = "reasoning_summary"


class ResponsesParser(EventParser):
    def __init__(self) -> None:
        super().__init__()
        self.has_told = False
        self.has_refused = False
        # Calls by the item they come in, and what came of their arguments in pieces.
        self.calls: dict[Any, Draft] = {}
        self.pieces: defaultdict[Any, list[str]] = defaultdict(list)
        self.size = 0

    def take(self, message: Any) -> Iterator[Event]:
        if taker := TAKERS.get(message.get("type")):
            yield from taker(self, message)
        elif message.get("error") or "detail" in message:
            raise rejections.read(message)

    def say(self, message: Mapping[str, Any]) -> Iterable[Event]:
        words = text(message["delta"])
        self.has_told = self.has_told or bool(words)
        return [Text(words)] if words else []

    def refuse(self, message: Mapping[str, Any]) -> Iterable[Event]:
        self.has_refused = True
        return self.say(message)

    def think(self, message: Mapping[str, Any]) -> Iterable[Event]:
        words = text(message["delta"])
        return [Reasoning(words)] if words else []

    def note_item(self, message: Mapping[str, Any]) -> Iterable[Event]:
        item = message["item"]
        if item.get("type") == "function_call":
            self._note_call(item, place=message.get("output_index"))
        return ()

    def note_piece(self, message: Mapping[str, Any]) -> Iterable[Event]:
        piece = text(message["delta"])
        self.size += len(piece)
        if self.size > MAX_ARGUMENTS or len(self.pieces) > MAX_CALLS:
            raise TooMuch
        self.pieces[place_of(message)].append(piece)
        return ()

    def note_arguments(self, message: Mapping[str, Any]) -> Iterable[Event]:
        self.pieces[place_of(message)][:] = [bounded(text(message["arguments"]))]
        return ()

    def fail(self, message: Mapping[str, Any]) -> Iterable[Event]:
        raise rejections.read(message)

    def finish(self, message: Mapping[str, Any]) -> Iterable[Event]:
        """Some say "completed" in the event's name, and in its status what is true."""
        response = message.get("response") or {}
        yield from read_usage(response.get("usage") or {})
        status = response.get("status")
        ending = status if status in ENDINGS else message["type"].removeprefix("response.")
        if ending == "failed":
            raise rejections.read(response.get("error") or message)
        if ending == "cancelled":
            raise Cut
        yield from self._catch_up(response.get("output") or ())
        self.end = self._end_well() if ending == "completed" else end_early(response)
        self.is_over = True

    def _end_well(self) -> End:
        return End(Reason.REFUSAL if self.has_refused else Reason.STOP, "completed")

    def _note_call(self, item: Mapping[str, Any], *, place: Any) -> None:
        """Heard when it begins and again when it is whole. Some give its item or the call itself another id each time,
        seldom both."""
        call = text(item.get("call_id") or "")
        key = item.get("id") or call or place
        draft = self.calls.get(key) or self.draft(call or key)
        self.calls[key] = draft
        draft.id, draft.name = call, text(item["name"])
        arguments = bounded(text(item.get("arguments") or ""))
        draft.pieces = [arguments] if arguments else self.pieces[item.get("id") or place]

    def _catch_up(self, output: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        """Some tell all of it with the last event only."""
        has_told, has_called = self.has_told, bool(self.drafts)
        for place, item in enumerate(output):
            kind = item.get("type")
            if kind == "message" and not has_told:
                yield from self._say_parts(item.get("content") or ())
            elif kind == "function_call" and not has_called:
                self._note_call(item, place=place)

    def _say_parts(self, parts: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
        for part in parts:
            kind = part["type"]
            self.has_refused = self.has_refused or kind == "refusal"
            if kind in PARTS and part[PARTS[kind]]:
                yield Text(text(part[PARTS[kind]]))


TAKERS: Mapping[Any, Callable[[ResponsesParser, Mapping[str, Any]], Iterable[Event]]] = {
    "response.output_text.delta": ResponsesParser.say,
    "response.refusal.delta": ResponsesParser.refuse,
    "response.reasoning_summary_text.delta": ResponsesParser.think,
    "response.reasoning_text.delta": ResponsesParser.think,
    "response.output_item.added": ResponsesParser.note_item,
    "response.output_item.done": ResponsesParser.note_item,
    "response.function_call_arguments.delta": ResponsesParser.note_piece,
    "response.function_call_arguments.done": ResponsesParser.note_arguments,
    "error": ResponsesParser.fail,
    **{f"response.{ending}": ResponsesParser.finish for ending in ENDINGS},
}


def bounded(arguments: str) -> str:
    if len(arguments) > MAX_ARGUMENTS:
        raise TooMuch
    return arguments


def place_of(message: Mapping[str, Any]) -> Any:
    return message.get("item_id") or message.get("output_index")


def end_early(response: Mapping[str, Any]) -> End:
    word = text((response.get("incomplete_details") or {}).get("reason") or "incomplete")
    return End(REASONS.get(word, Reason.LENGTH), word)


def read_usage(usage: Mapping[str, Any]) -> Iterator[Usage]:
    read, written = count(usage, "input_tokens"), count(usage, "output_tokens")
    if read or written:
        yield Usage(
            read,
            written,
            reasoning_tokens=count(usage, "output_tokens_details", "reasoning_tokens"),
            cached_tokens=count(usage, "input_tokens_details", "cached_tokens"),
        )


class OpenAIResponses(Dialect):
    parser = ResponsesParser
    listing = Listing("/models")
    params = {
        "temperature": "temperature",
        "top_p": "top_p",
        "max_tokens": "max_output_tokens",
        "reasoning_effort": "effort",
    }
    complaints = {r"reasoning\.summary": SUMMARY}

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        params, notes = self.read_params(prompt.params, lacks=profile.lacks)
        body: dict[str, Any] = {
            "model": prompt.model,
            "input": [item for said in prompt.messages for item in tell_items(said)],
            "stream": True,
            "store": False,
        }
        if prompt.system:
            body["instructions"] = prompt.system
        if effort := params.pop("effort", None):
            body["reasoning"] = {"effort": effort} | ({} if SUMMARY in profile.lacks else {"summary": "auto"})
        return Request("/responses", body | params | tell_tools(prompt, tell_tool, tell_choice=tell_choice), notes)


def tell_items(said: Said) -> Iterator[dict[str, Any]]:
    if said.role == "tool":
        yield {"type": "function_call_output", "call_id": said.tool_call_id, "output": said.text}
        return
    if said.text or not said.tool_calls:
        yield {"role": said.role, "content": said.text}
    for call in said.tool_calls:
        yield {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": call.arguments}


def tell_tool(tool: Tool) -> dict[str, Any]:
    told = {"description": tool.description} if tool.description else {}
    # Strict is the default here, and refuses most schemas.
    return {"type": "function", "name": tool.name, **told, "parameters": tool.parameters, "strict": False}


def tell_choice(choice: ToolChoice) -> Any:
    return {"type": "function", "name": choice.name} if choice.mode == "named" else choice.mode
