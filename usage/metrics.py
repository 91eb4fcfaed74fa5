"""What is counted of budgets, and of calls whose charge is still open."""

from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from usage.budgets import refused
from usage.models import Scope


class UsageMetrics(Collector):
    def collect(self) -> Iterator[Metric]:
        found = CounterMetricFamily("arena_budget_refusals", "Questions a budget had no more for.", labels=["scope"])
        for scope in Scope:
            found.add_metric([scope.value], refused[scope])
        yield found
