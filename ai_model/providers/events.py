"""What a model says, in the words of no provider."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why an answer ended well."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    CONTENT_FILTER = "content_filter"
    REFUSAL = "refusal"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """Whole: nobody can use half of one. Its arguments are JSON as the model wrote it, which may be cut."""

    id: str
    name: str
    arguments: str = "{}"
    # What Gemini wants back with the call's result.
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What has been counted so far; the last one told wins. Input includes what was cached, output the reasoning."""

    input_tokens: int = 0
    output_tokens: int = 0
    reasoning_tokens: int = 0
    cached_tokens: int = 0
    # Where a provider bills other numbers than it counts.
    billed_input_tokens: int | None = None
    billed_output_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class FellBack:
    """The model that was asked could not answer; this one does."""

    model: str


@dataclass(frozen=True, slots=True)
class Reached:
    """Comes before all that is said. Seconds since the question: until its turn came, its connection was made (None: an
    open one was used), its first byte was read. Attempts and models that failed before have taken their part."""

    queued: float
    connected: float | None
    first_byte: float


@dataclass(frozen=True, slots=True)
class End:
    """The last event of an answer that ended well, with the provider's own word for it."""

    reason: Reason
    word: str = ""


Event = Text | Reasoning | ToolCall | Usage | FellBack | Reached | End
