"""Numbers that say how often something happened and how long it took; they take their form when somebody asks."""

import threading
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily

# Whatever is not on the list: what a client sends can never become a series of its own.
OTHER = "other"


class Tally:
    """Of a closed list of things, in any thread."""

    def __init__(self, names: Iterable[str]) -> None:
        self._lock = threading.Lock()
        # From the start: a rate can be told of the first one, too.
        self._counts = dict.fromkeys(map(str, names), 0)

    def add(self, name: str, number: int = 1) -> None:
        with self._lock:
            known = name if name in self._counts else OTHER
            self._counts[known] = self._counts.get(known, 0) + number

    def tell(self, metric: str, meaning: str, *, label: str) -> CounterMetricFamily:
        family = CounterMetricFamily(metric, meaning, labels=[label])
        for name, count in list(self._counts.items()):
            family.add_metric([name], count)
        return family


@dataclass(slots=True)
class Spread:
    counts: list[int]
    seconds: float = 0.0

    def buckets(self, bounds: Sequence[float]) -> list[tuple[str, float]]:
        edges = [*map(str, bounds), "+Inf"]
        return [(edge, float(sum(self.counts[: place + 1]))) for place, edge in enumerate(edges)]


@dataclass(slots=True)
class Durations:
    """By name, on the event loop; no text of a client may be one."""

    bounds: Sequence[float]
    spreads: dict[str, Spread] = field(default_factory=dict)

    def add(self, name: str, seconds: float) -> None:
        if name not in self.spreads:
            self.spreads[name] = Spread([0] * (len(self.bounds) + 1))
        spread = self.spreads[name]
        spread.counts[bisect_left(self.bounds, seconds)] += 1
        spread.seconds += seconds

    def tell(self, metric: str, meaning: str, *, label: str) -> HistogramMetricFamily:
        family = HistogramMetricFamily(metric, meaning, labels=[label])
        for name, spread in self.spreads.items():
            family.add_metric([name], spread.buckets(self.bounds), spread.seconds)
        return family
