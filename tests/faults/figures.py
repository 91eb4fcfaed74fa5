"""What the suite has measured, and what is demanded of it."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field


def p99(values: Sequence[float]) -> float:
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


@dataclass(frozen=True, slots=True)
class Demand:
    name: str
    sum_up: Callable[[Sequence[float]], float]
    limit: float
    unit: str = ""
    at_least: bool = False
    # What a slow machine that others use too says of it is no verdict.
    is_time: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def describe(self, values: Sequence[float]) -> str:
        """Name, value, demand."""
        value = self.sum_up(values)
        sign = "≥" if self.at_least else "≤"
        verdict = "met" if self.is_met(value) else "MISSED"
        of = f"of {len(values)}"
        return f"{self.name:<72} {value:>8.5g} {self.unit:<2} {of:>9}   {sign} {self.limit:g}   {verdict}"


DEMANDS: Mapping[str, Demand] = {
    "killed": Demand("runs whose worker was killed with -9", sum, 0, at_least=True),
    "lost questions": Demand("acknowledged questions lost", sum, 0),
    "lost": Demand("shown text lost by kill -9, p99", p99, 250, "ms", is_time=True),
    "live": Demand("longest time a row stays live after its worker died", max, 15, "s", is_time=True),
    "resumes": Demand("resumes without gap or repeat after a kill", mean, 100, "%", at_least=True),
    "truncated": Demand("truncated bodies over a rolling restart", sum, 0),
    "refused": Demand("requests refused twice over a rolling restart", sum, 0),
    "unwell": Demand("runs that did not end success after the database had paused", sum, 0),
    "refusal": Demand("slowest refusal of a submit while the database pauses", max, 1.5, "s", is_time=True),
    "waiting": Demand("slowest answer without connection slots", max, 2, "s", is_time=True),
    "gap": Demand("longest silence of a stream without connection slots", max, 1, "s", is_time=True),
    "unequal": Demand("readers on another worker that differ from the owner's", sum, 0),
    "behind": Demand("readers on another worker behind the owner's, p99", p99, 300, "ms", is_time=True),
    "stop": Demand("stop from another worker until the provider's socket is closed, p99", p99, 1, "s", is_time=True),
    "restart": Demand("a single worker's rows live after its restart", max, 15, "s", is_time=True),
}


@dataclass(slots=True)
class Figures:
    measured: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *values: float) -> None:
        assert name in DEMANDS
        self.measured[name] += values

    def tell(self) -> Iterator[str]:
        return (DEMANDS[name].describe(self.measured[name]) for name in DEMANDS if self.measured[name])

    def missed(self, *, times_too: bool) -> list[str]:
        return [
            demand.name
            for name, demand in DEMANDS.items()
            if self.measured[name]
            and not demand.is_met(demand.sum_up(self.measured[name]))
            and (times_too or not demand.is_time)
        ]
