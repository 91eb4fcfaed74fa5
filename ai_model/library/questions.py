"""How messages, tools and options in OpenAI's shape become a prompt; what is wrong in them is told by its place."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from ai_model.providers.events import ToolCall
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice

Read = Callable[[str, Any], Any]

SYSTEM_ROLES = ("system", "developer")
EFFORTS = ("minimal", "low", "medium", "high")
HALF_LETTERS = re.compile("[\ud800-\udfff]")
# What JSON holds everywhere.
LARGEST = 2**53 - 1
MODES = ("auto", "none", "required")


def text(place: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{place} is a string; not {value!r}")
    if HALF_LETTERS.search(value):
        raise ValueError(f"{place} holds half a letter, which UTF-8 cannot carry")
    return value


def number(place: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{place} is a number; not {value!r}")
    if not math.isfinite(value):
        raise ValueError(f"{place} is a finite number; not {value!r}")
    return value


def whole(place: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{place} is a whole number; not {value!r}")
    if abs(value) > LARGEST:
        raise ValueError(f"{place} is too large: {value!r}")
    return value


def positive(place: str, value: Any) -> int:
    if whole(place, value) < 1:
        raise ValueError(f"{place} is at least 1; not {value!r}")
    return value


def effort(place: str, value: Any) -> str:
    if text(place, value) not in EFFORTS:
        raise ValueError(f"{place} is one of {', '.join(EFFORTS)}; not {value!r}")
    return value


def stops(place: str, value: Any) -> tuple[str, ...] | None:
    listed = [value] if isinstance(value, str) else rows(place, value)
    return tuple(text(f"{place}[{number}]", each) for number, each in enumerate(listed)) or None


def rows(place: str, value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise TypeError(f"{place} is a list; not {value!r}")
    return value


def table(place: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{place} is a dict; not {value!r}")
    return value


PARAMS: Mapping[str, Read] = {
    "temperature": number,
    "top_p": number,
    "stop": stops,
    "seed": whole,
    "presence_penalty": number,
    "frequency_penalty": number,
    "reasoning_effort": effort,
}
# Their two names for one thing.
LIMITS = ("max_tokens", "max_completion_tokens")


def read_prompt(messages: Any, options: Mapping[str, Any]) -> Prompt:
    """For a model that is yet to be named."""
    told = {name: value for name, value in options.items() if value is not None}
    system, said = read_messages(messages)
    choice = told.get("tool_choice")
    return Prompt(
        "",
        said,
        system=system,
        params=read_params(told),
        tools=tuple(read_tools(told.get("tools", ()))),
        tool_choice=None if choice is None else read_choice(choice),
    )


def read_params(told: Mapping[str, Any]) -> Params:
    read = {name: read(name, told[name]) for name, read in PARAMS.items() if name in told}
    return Params(max_tokens=read_limit(told), **read)


def read_limit(told: Mapping[str, Any]) -> int | None:
    limits = {positive(name, told[name]) for name in LIMITS if name in told}
    if len(limits) > 1:
        raise ValueError(f"{' and '.join(LIMITS)} are the same: give one of them")
    return limits.pop() if limits else None


def vary(prompt: Prompt, n: int) -> list[Prompt]:
    """One for each of so many answers: with the same seed, some models would say the same again and again."""
    seed = prompt.params.seed
    if seed is None:
        return [prompt] * n
    return [replace(prompt, params=replace(prompt.params, seed=seed + place)) for place in range(n)]


def read_messages(messages: Any) -> tuple[str, tuple[Said, ...]]:
    """What the system says, in one piece, and what everybody else says."""
    placed = {f"messages[{number}]": message for number, message in enumerate(rows("messages", messages))}
    system = [
        read_content(place, message)
        for place, message in placed.items()
        if table(place, message).get("role") in SYSTEM_ROLES
    ]
    said = [read_said(place, message) for place, message in placed.items() if message.get("role") not in SYSTEM_ROLES]
    if not said:
        raise ValueError("messages holds no question: add one of role user")
    return "\n\n".join(system), tuple(said)


def read_said(place: str, message: Mapping[str, Any]) -> Said:
    role = message.get("role")
    if not isinstance(role, str) or role not in ROLES:
        raise ValueError(f"{place}: a role is one of {', '.join((*SYSTEM_ROLES, *ROLES))}; not {role!r}")
    return ROLES[role](place, message)


def read_user(place: str, message: Mapping[str, Any]) -> Said:
    return Said("user", read_content(place, message))


def read_assistant(place: str, message: Mapping[str, Any]) -> Said:
    """Who calls a tool need not say anything."""
    told = message.get("tool_calls") or ()
    calls = [
        read_call(f"{place}.tool_calls[{number}]", call)
        for number, call in enumerate(rows(f"{place}.tool_calls", told))
    ]
    is_silent = calls and message.get("content") is None
    return Said("assistant", "" if is_silent else read_content(place, message), tuple(calls))


def read_result(place: str, message: Mapping[str, Any]) -> Said:
    call = text(f"{place}.tool_call_id", message.get("tool_call_id"))
    return Said("tool", read_content(place, message), tool_call_id=call)


ROLES: Mapping[str, Callable[[str, Mapping[str, Any]], Said]] = {
    "user": read_user,
    "assistant": read_assistant,
    "tool": read_result,
}


def read_content(place: str, message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return text(f"{place}.content", content)
    if not isinstance(content, list | tuple):
        raise TypeError(f"{place}.content is a string or a list of parts; not {content!r}")
    return "\n".join(read_part(f"{place}.content[{number}]", part) for number, part in enumerate(content))


def read_part(place: str, part: Any) -> str:
    kind = table(place, part).get("type")
    if kind != "text":
        raise ValueError(f"{place}: only text can be sent; not a part of type {kind!r}")
    return text(f"{place}.text", part.get("text"))


def read_call(place: str, call: Any) -> ToolCall:
    function = table(f"{place}.function", table(place, call).get("function"))
    return ToolCall(
        text(f"{place}.id", call.get("id")),
        text(f"{place}.function.name", function.get("name")),
        text(f"{place}.function.arguments", function.get("arguments")),
        signature=read_signature(call),
    )


def read_signature(call: Mapping[str, Any]) -> str:
    """Where Google's compatible door puts it."""
    match call:
        case {"extra_content": {"google": {"thought_signature": str(signature)}}}:
            return signature
    return ""


def read_tools(tools: Any) -> Iterator[Tool]:
    for count, tool in enumerate(rows("tools", tools)):
        place = f"tools[{count}]"
        if (kind := table(place, tool).get("type")) != "function":
            raise ValueError(f"{place}: a tool is of type 'function'; not {kind!r}")
        function = table(f"{place}.function", tool.get("function"))
        yield Tool(
            text(f"{place}.function.name", function.get("name")),
            text(f"{place}.function.description", function.get("description") or ""),
            read_schema(f"{place}.function.parameters", function.get("parameters") or {}),
        )


def read_schema(place: str, schema: Any) -> Mapping[str, Any]:
    try:
        orjson.dumps(table(place, schema))
    except orjson.JSONEncodeError as error:
        raise TypeError(f"{place} is no JSON: {error}") from error
    return schema


def read_choice(choice: Any) -> ToolChoice:
    match choice:
        case "auto" | "none" | "required":
            return ToolChoice(choice)
        case {"type": "function", "function": {"name": str(name)}}:
            return ToolChoice("named", name)
    raise ValueError(f"tool_choice is {', '.join(MODES)} or names a function; not {choice!r}")
