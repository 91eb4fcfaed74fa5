"""What a request asks for: from JSON in the shape of OpenAI's chat completions to checked values."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from ai_model.providers.demo.refusals import Refusal
from ai_model.providers.demo.words import count_pieces

T = TypeVar("T")

SYSTEM_ROLES = ("system", "developer")
MOST_STOPS = 16
LONGEST_STOP = 1000


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    # The JSON schemas of its arguments.
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    model: str
    question: str
    system: str = ""
    # What the same person said before, oldest first.
    history: tuple[str, ...] = ()
    # What a tool said to the question's call, if that is the last word.
    result: str | None = None
    tools: tuple[Tool, ...] = ()
    must_call: bool = False
    limit: int | None = None
    stops: tuple[str, ...] = ()
    streams: bool = False
    tells_usage: bool = False
    prompt_tokens: int = 0
    # The same for the same conversation with the same model.
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    role: str
    text: str


def read(body: bytes) -> Asked:
    told = load(body)
    said = [read_message(each) for each in read_as(list, told, name="messages")]
    if not said:
        raise Refusal(400, "There are no messages.", param="messages")
    questions = [each.text for each in said if each.role == "user"]
    choice = told.get("tool_choice")
    return Asked(
        model=read_as(str, told, name="model"),
        question=questions[-1] if questions else "",
        system="\n".join(each.text for each in said if each.role in SYSTEM_ROLES),
        history=tuple(questions[:-1]),
        result=said[-1].text if said[-1].role == "tool" else None,
        tools=tuple(read_tools(told, choice)),
        must_call=choice == "required" or isinstance(choice, dict),
        limit=read_limit(told),
        stops=read_stops(told),
        streams=told.get("stream") is True,
        tells_usage=read_as(dict, told, name="stream_options").get("include_usage") is True,
        prompt_tokens=sum(count_pieces(each.text) for each in said),
        seed=make_seed(told, said),
    )


def load(body: bytes) -> Mapping[str, Any]:
    try:
        told = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, "The body is no JSON.") from error
    if not isinstance(told, dict):
        raise Refusal(400, "The body is no JSON object.")
    return told


def make_seed(told: Mapping[str, Any], said: Sequence[Said]) -> int:
    seed = told.get("seed")
    source = orjson.dumps([told.get("model"), seed if isinstance(seed, int) else None, said])
    return int.from_bytes(hashlib.blake2b(source, digest_size=8).digest())


def read_as(kind: type[T], told: Mapping[str, Any], *, name: str) -> T:
    """Its empty value, where it is missing."""
    if not isinstance(value := told.get(name) or kind(), kind):
        raise Refusal(400, f"{name} is no {kind.__name__}.", param=name)
    return value


def read_message(told: Any) -> Said:
    match told:
        case {"role": str(role), "content": str(text)}:
            return Said(role, text)
        case {"role": str(role), "content": list(parts)}:
            return Said(role, "\n".join(read_parts(parts)))
        case {"role": str(role)} if told.get("content") is None:
            return Said(role, "")
    raise Refusal(400, "A message has a role and a content.", param="messages")


def read_parts(parts: Sequence[Any]) -> Iterator[str]:
    """Pictures and sounds are passed over."""
    for part in parts:
        match part:
            case {"type": "text", "text": str(text)}:
                yield text


def read_tools(told: Mapping[str, Any], choice: Any) -> Iterator[Tool]:
    """Those it may call; a choice may name one."""
    tools = map(read_tool, read_as(list, told, name="tools"))
    match choice:
        case "none":
            return
        case {"function": {"name": str(wanted)}}:
            yield from (tool for tool in tools if tool.name == wanted)
        case _:
            yield from tools


def read_tool(told: Any) -> Tool:
    match told:
        case {"function": {"name": str(name), "parameters": {"properties": dict(arguments)}}}:
            return Tool(name, arguments)
        case {"function": {"name": str(name)}}:
            return Tool(name, {})
    raise Refusal(400, "A tool has a function with a name.", param="tools")


def read_limit(told: Mapping[str, Any]) -> int | None:
    for name in ("max_completion_tokens", "max_tokens"):
        if (value := told.get(name)) is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise Refusal(400, f"{name} is no positive number.", param=name)
        return value
    return None


def read_stops(told: Mapping[str, Any]) -> tuple[str, ...]:
    stops = told.get("stop") or []
    stops = [stops] if isinstance(stops, str) else stops
    are_strings = isinstance(stops, list) and all(isinstance(each, str) for each in stops)
    if not are_strings or len(stops) > MOST_STOPS or max(map(len, stops), default=0) > LONGEST_STOP:
        raise Refusal(400, "stop is a short string or a short list of them.", param="stop")
    return tuple(filter(None, stops))
