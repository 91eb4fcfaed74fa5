"""What is counted of votes: which of them count, and why the others do not."""

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from api.tallies import Tally
from feedback.models import Reason

votes = Tally(Reason.values)


class VoteMetrics(Collector):
    def collect(self) -> Iterator[Metric]:
        yield votes.tell("arena_votes", "Votes by their first verdict.", label="verdict")
