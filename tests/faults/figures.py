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
    # The short form has too few of them, or runs on a slow machine that others use too.
    full_only: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def describe(self, values: Sequence[float], *, is_whole: bool) -> str:
        """Name, value, demand."""
        value = self.sum_up(values)
        sign = "≥" if self.at_least else "≤"
        verdict = "met" if self.is_met(value) else "MISSED" if self.is_judged(is_whole=is_whole) else "not judged"
        of = f"of {len(values)}"
        return f"{self.name:<72} {value:>8.5g} {self.unit:<2} {of:>9}   {sign} {self.limit:g}   {verdict}"

    def is_judged(self, *, is_whole: bool) -> bool:
        return is_whole or not self.full_only


DEMANDS: Mapping[str, Demand] = {
    "killed": Demand("runs whose worker was killed with -9", sum, 200, at_least=True, full_only=True),
    "lost questions": Demand("acknowledged questions lost", sum, 0),
    "lost": Demand("shown text lost by kill -9, p99", p99, 250, "ms", full_only=True),
    "live": Demand("longest time a row stays live after its worker died", max, 15, "s", full_only=True),
    "resumes": Demand("resumes without gap or repeat after a kill", mean, 100, "%", at_least=True),
    "truncated": Demand("truncated bodies over a rolling restart", sum, 0),
    "refused": Demand("requests refused twice over a rolling restart", sum, 0),
    "unwell": Demand("runs that did not end success after the database had paused", sum, 0),
    "refusal": Demand("slowest refusal of a submit while the database pauses", max, 1.5, "s", full_only=True),
    "waiting": Demand("slowest answer without connection slots", max, 2, "s", full_only=True),
    "gap": Demand("longest silence of a stream without connection slots", max, 1, "s", full_only=True),
    "unequal": Demand("readers on another worker that differ from the owner's", sum, 0),
    "behind": Demand("readers on another worker behind the owner's, p99", p99, 300, "ms", full_only=True),
    "stop": Demand("stop from another worker until the provider's socket is closed, p99", p99, 1, "s", full_only=True),
    "restart": Demand("a single worker's rows live after its restart", max, 15, "s", full_only=True),
}


@dataclass(slots=True)
class Figures:
    measured: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, *values: float) -> None:
        assert name in DEMANDS
        self.measured[name] += values

    def tell(self, *, is_whole: bool) -> Iterator[str]:
        """Whole is the full form with all its seeds."""
        measured = ((demand, self.measured[name]) for name, demand in DEMANDS.items())
        return (demand.describe(values, is_whole=is_whole) for demand, values in measured if values)

    def missed(self, *, is_whole: bool) -> list[str]:
        measured = ((demand, self.measured[name]) for name, demand in DEMANDS.items())
        return [
            demand.name
            for demand, values in measured
            if values and demand.is_judged(is_whole=is_whole) and not demand.is_met(demand.sum_up(values))
        ]
