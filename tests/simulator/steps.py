"""What a provider does with a call, step by step, and how such a script travels as JSON."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Send:
    data: bytes


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same again and again; without a number, until the client goes away."""

    data: bytes
    times: int | None = None
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Tell:
    """The time, between what stands before and behind it: for whoever measures how long it travels."""

    before: bytes
    behind: bytes
    times: int
    pause: float


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class Wait:
    """Until this gate is opened; it stays open."""

    gate: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Says nothing more, and keeps the connection."""


@dataclass(frozen=True, slots=True)
class Close:
    """Politely: what was sent arrives."""


@dataclass(frozen=True, slots=True)
class Reset:
    """With a RST: the client's reads and writes fail."""


@dataclass(frozen=True, slots=True)
class Drop:
    """Keeps the connection until the next request arrives on it, and then closes it."""


Step = Send | Repeat | Tell | Pause | Wait | Hold | Close | Reset | Drop
# After the last step a connection can take the next request.
Scenario = tuple[Step, ...]
# By the name of a model: what is done with its first call, with its second, and so on; the last one goes on for ever.
Script = Mapping[str, Sequence[Scenario]]

BYTES = ("data", "before", "behind")
KINDS: Mapping[str, type[Step]] = {
    kind.__name__.lower(): kind for kind in (Send, Repeat, Tell, Pause, Wait, Hold, Close, Reset, Drop)
}


def tell(script: Script) -> dict[str, list[list[dict[str, Any]]]]:
    return {model: [[_tell_step(step) for step in scenario] for scenario in told] for model, told in script.items()}


def read(script: Mapping[str, Any]) -> dict[str, list[Scenario]]:
    return {model: [tuple(map(_read_step, scenario)) for scenario in told] for model, told in script.items()}


def _tell_step(step: Step) -> dict[str, Any]:
    return {"step": type(step).__name__.lower()} | dict(_encode(asdict(step).items()))


def _encode(fields: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    return ((name, b64encode(value).decode() if name in BYTES else value) for name, value in fields)


def _read_step(told: Mapping[str, Any]) -> Step:
    fields: dict[str, Any] = {name: b64decode(value) if name in BYTES else value for name, value in told.items()}
    return KINDS[fields.pop("step")](**fields)
