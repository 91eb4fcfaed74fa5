"""What is counted of every request: what was refused, and who waits for the database."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api import database, refusals
from api.throttling import throttled


class RequestMetrics(Collector):
    def collect(self) -> Iterator[Metric]:
        yield refusals.counted.tell("arena_refusals", "Requests that were refused, by code.", label="code")
        yield throttled.tell("arena_throttled", "Requests that came too often, by what they are.", label="deed")
        waiting = GaugeMetricFamily("arena_hops_waiting", "Work that waits for a thread.", labels=["threads"])
        for threads, number in database.waiting().items():
            waiting.add_metric([threads], number)
        yield waiting
        yield from _pool()


def _pool() -> Iterator[Metric]:
    """SQLite has none."""
    connections = GaugeMetricFamily("arena_pool_connections", "Connections to the database.", labels=["state"])
    waiting = GaugeMetricFamily("arena_pool_waiting", "Threads that wait for a connection.")
    if pool := getattr(connection, "pool", None):
        told = pool.get_stats()
        idle = told["pool_available"]
        connections.add_metric(["idle"], idle)
        connections.add_metric(["busy"], told["pool_size"] - idle)
        waiting.add_metric([], told["requests_waiting"])
    yield from (connections, waiting)
