"""What clients saw, and when: the question they put, what came of it, and what each of its readers was shown."""

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.message.wire.reading_lines import read_line

INTERRUPTED, OVERLOADED, STOPPED = ("error", "interrupted"), ("error", "overloaded"), ("stopped", "")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a side was shown, and since when."""

    position: int
    at: float


@dataclass(frozen=True, slots=True)
class Rewind:
    side: str
    position: int
    at: float
    # How long before the last of it was shown the first that is left was: in time, what was lost.
    seconds: float


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that was none; 0 is a connection that broke before there was one."""

    status: int
    body: str
    at: float
    seconds: float


@dataclass(slots=True, eq=False)
class Ear:
    """One reader, however often it loses its connection."""

    shown: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    marks: dict[str, list[Mark]] = field(default_factory=lambda: defaultdict(list))
    ends: dict[str, dict[str, Any]] = field(default_factory=dict)
    rewinds: list[Rewind] = field(default_factory=list)
    # How each connection came to its end, and when: "cut" in the middle of a body, "short" with a whole body that
    # does not tell all, "refused" without an answer.
    breaks: list[tuple[str, float]] = field(default_factory=list)
    # Before it tries again.
    wait: float = 0.0
    # How often it went on where it stood.
    resumes: int = 0
    contradictions: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        return ",".join(f"{side}:{len(text)}" for side, text in self.shown.items())

    def hear(self, line: bytes, at: float) -> None:
        heard = read_line(line.decode())
        match heard.kind:
            case "text" | "reasoning":
                self.shown[heard.side] += heard.data
                self.marks[heard.side].append(Mark(len(self.shown[heard.side]), at))
            case "end":
                self._end(heard.side, heard.data)
            case "rewind":
                for side, position in heard.data["rewind"].items():
                    self._rewind(side, position, at=at)

    def break_off(self, how: str) -> None:
        self.breaks.append((how, time.monotonic()))

    def count_breaks(self, how: str) -> int:
        return sum(kind == how for kind, _ in self.breaks)

    def _end(self, side: str, end: dict[str, Any]) -> None:
        """Who comes back may be told again how a side ended, but nothing else."""
        if self.ends.setdefault(side, end) != end:
            self.contradictions.append(f"side {side} ended as {self.ends[side]}, then as {end}")

    def _rewind(self, side: str, position: int, *, at: float) -> None:
        if position > len(self.shown[side]):
            self.contradictions.append(f"side {side} was rewound to {position}, beyond what was shown")
        kept = [mark for mark in self.marks[side] if mark.position <= position]
        lost = self.marks[side][-1].at - (kept[-1] if kept else self.marks[side][0]).at if self.marks[side] else 0.0
        self.rewinds.append(Rewind(side, position, at, lost))
        self.shown[side] = self.shown[side][:position]
        self.marks[side] = kept


@dataclass(slots=True, eq=False)
class Talk:
    """A question, from the moment it is put."""

    question: str
    session: str
    sides: int
    headers: Mapping[str, str]
    body: dict[str, Any]
    run: str = ""
    asked_at: float = 0.0
    # When headers came that said it was taken.
    acknowledged_at: float | None = None
    # By what was asked at last.
    accepted_at: str = ""
    refusals: list[Refusal] = field(default_factory=list)
    ears: list[Ear] = field(default_factory=list)
    # Besides well: the status and the code of an error.
    other_ends: set[tuple[str, str]] = field(default_factory=set)
    # Its worker has died, so what was shown last may be lost.
    may_lose: bool = False

    def open_ear(self) -> Ear:
        self.ears.append(Ear())
        return self.ears[-1]

    def acknowledge(self, run: str, *, door: str) -> None:
        self.run, self.accepted_at, self.acknowledged_at = run, door, time.monotonic()

    def refuse(self, began: float, *, status: int = 0, body: str = "") -> None:
        now = time.monotonic()
        self.refusals.append(Refusal(status, body, now, now - began))

    def is_told(self, ear: Ear) -> bool:
        return len(ear.ends) == self.sides

    def note_death(self) -> None:
        """Of the worker that speaks it."""
        self.may_lose = True
        self.other_ends.add(INTERRUPTED)

    @property
    def is_over(self) -> bool:
        return bool(self.ears) and all(map(self.is_told, self.ears))
