"""What a model is asked, in the words of no provider."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from ai_model.providers.events import ToolCall


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation. A tool's result names the call it answers."""

    role: Literal["user", "assistant", "tool"]
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    description: str = ""
    # A JSON schema.
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToolChoice:
    """Whether a tool must be called; `named` says which."""

    mode: Literal["auto", "none", "required", "named"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Params:
    """How it shall answer. None is left to the provider."""

    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    stop: tuple[str, ...] | None = None
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    reasoning_effort: Literal["minimal", "low", "medium", "high"] | None = None

    def told(self) -> dict[str, Any]:
        """Those that were said."""
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in named if value is not None}


@dataclass(frozen=True, slots=True)
class Prompt:
    """`model` is what the provider calls it; `max_output` what it can say at most, as far as the catalog knows."""

    model: str
    messages: tuple[Said, ...]
    system: str = ""
    params: Params = Params()
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    max_output: int | None = None
