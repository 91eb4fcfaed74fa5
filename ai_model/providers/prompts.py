"""What a model is asked, in the words of no provider."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal

from ai_model.providers.events import ToolCall


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation. A tool's result names the call it answers."""

    role: Literal["user", "assistant", "tool"]
    text: str
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""

    @property
    def is_plain(self) -> bool:
        return self.role != "tool" and not self.tool_calls and bool(self.text.strip())


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

    def saying(self, *messages: Said) -> "Prompt":
        return replace(self, messages=messages)


def tidy(messages: Iterable[Said]) -> tuple[Said, ...]:
    """Turns in which somebody said something, each role's in one: some templates want them to alternate."""
    tidied: list[Said] = []
    for said in messages:
        before = tidied[-1] if tidied else None
        if before and before.is_plain and said.is_plain and before.role == said.role:
            tidied[-1] = replace(before, text=f"{before.text}\n\n{said.text}")
        elif said.text.strip() or said.tool_calls or said.role != "assistant":
            tidied.append(said)
    return tuple(tidied)
