"""What some dialects want of tools and their results beyond what a prompt tells."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ai_model.providers.prompts import Prompt, Said, Tool, ToolChoice

NO_PARAMETERS: Mapping[str, Any] = {"type": "object", "properties": {}}


def with_parameters(tools: Iterable[Tool]) -> tuple[Tool, ...]:
    """Some refuse a tool that does not say that it has none."""
    return tuple(replace(tool, parameters=tool.parameters or NO_PARAMETERS) for tool in tools)


def name_results(messages: Iterable[Said]) -> Iterator[tuple[Said, str]]:
    """Each message; with a result, the name of its tool. Ids that we made up repeat: the latest call is meant."""
    names: dict[str, str] = {}
    for said in messages:
        yield said, names.get(said.tool_call_id, said.tool_call_id)
        names |= {call.id: call.name for call in said.tool_calls}


def tell_tools(
    prompt: Prompt, tell_tool: Callable[[Tool], Any], *, tell_choice: Callable[[ToolChoice], Any]
) -> dict[str, Any]:
    """Nothing, if there are none: an empty list is refused."""
    if not prompt.tools:
        return {}
    choice = {"tool_choice": tell_choice(prompt.tool_choice)} if prompt.tool_choice else {}
    return {"tools": [tell_tool(tool) for tool in with_parameters(prompt.tools)], **choice}
