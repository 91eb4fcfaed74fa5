"""What can be seen of the runs of this process from outside: how many there are, how they end, how safe words are."""

import time
from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from message.admission import turned_away
from message.presence import presence
from message.runs.elsewhere import elsewhere
from message.runs.moderating import rulings
from message.runs.registry import registry
from message.runs.running import Running
from message.runs.transcripts import Transcript
from message.tallies import tallies


class RunMetrics(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from _live()
        yield from _safety()
        yield from _ended()


def _live() -> Iterator[Metric]:
    # Threads add to the registry meanwhile; a list is made in one step.
    here = list(registry.runs.values())
    told = [*(running.transcript for running in here), *elsewhere.followed]
    yield GaugeMetricFamily("arena_runs", "Runs that speak in this process.", len(here))
    yield GaugeMetricFamily("arena_runs_elsewhere", "Runs of others that are read here.", len(elsewhere.followed))
    yield GaugeMetricFamily("arena_readers", "Who hears a live run.", sum(map(count_readers, told)))
    deltas = tallies.deltas + sum(map(_count_deltas, here))
    yield CounterMetricFamily("arena_deltas", "Pieces of answers that were heard.", deltas)
    yield turned_away.tell("arena_turned_away", "Runs for which there was no room, and whose.", label="room")


def _safety() -> Iterator[Metric]:
    now = time.monotonic()
    unkept = registry.keeper.unkept_since
    age = 0.0 if unkept is None else now - unkept
    yield GaugeMetricFamily("arena_journal_seconds", "How long the oldest word waits to be kept.", age)
    yield GaugeMetricFamily("arena_beat_seconds", "How long ago this worker has counted.", now - presence.beat_at)
    yield GaugeMetricFamily("arena_draining", "Whether nothing new begins here.", registry.is_draining)
    yield tallies.lost.tell("arena_lost", "What workers lost that were thought to be gone.", label="what")


def _ended() -> Iterator[Metric]:
    """By model without blind battles."""
    yield tallies.ends.tell("arena_ends", "Sides by how they ended.", label="outcome")
    yield rulings.tell("arena_rulings", "What a moderator has said, and of what.", label="ruling")
    yield tallies.first_tokens.tell("arena_first_token_seconds", "Until a model said its first word.", label="model")
    yield tallies.answers.tell("arena_answer_seconds", "Until an answer had ended well.", label="model")


def count_readers(told: Transcript) -> int:
    """Those who are told at a pace listen to a transcript of their own, which listens to this one."""
    listeners = list(told.listeners)
    return sum(count_readers(each) if isinstance(each, Transcript) else 1 for each in listeners)


def _count_deltas(running: Running) -> int:
    """Of the sides that have not been counted yet."""
    return sum(voice.deltas for side, voice in running.voices.items() if side not in running.transcript.ends)
