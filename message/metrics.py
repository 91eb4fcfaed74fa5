"""What can be seen of the runs of this process from outside: how many there are, and how safe their words."""

import time
from collections.abc import Iterator

from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from message.presence import presence
from message.runs.elsewhere import elsewhere
from message.runs.registry import registry


class RunMetrics(Collector):
    def collect(self) -> Iterator[Metric]:
        now = time.monotonic()
        yield GaugeMetricFamily("arena_runs", "Runs that speak in this process.", len(registry.runs))
        yield GaugeMetricFamily("arena_runs_elsewhere", "Runs of others that are read here.", len(elsewhere.followed))
        unkept = registry.keeper.unkept_since
        age = 0.0 if unkept is None else now - unkept
        yield GaugeMetricFamily("arena_journal_seconds", "How long the oldest word waits to be kept.", age)
        yield GaugeMetricFamily("arena_beat_seconds", "How long ago this worker has counted.", now - presence.beat_at)
        yield GaugeMetricFamily("arena_draining", "Whether nothing new begins here.", registry.is_draining)
