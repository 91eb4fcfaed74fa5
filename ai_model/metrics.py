"""What is counted of calls to providers: how many there are, how they ended, and which models are let rest."""

from collections import Counter
from collections.abc import Iterator

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric, StateSetMetricFamily
from prometheus_client.registry import Collector

from ai_model.providers import calling
from ai_model.providers.breaking import State


class ProviderMetrics(Collector):
    """By outcome, never by model: who counts along would learn who answers in a battle."""

    def collect(self) -> Iterator[Metric]:
        outcomes = CounterMetricFamily("arena_provider_calls", "Calls by how they ended.", labels=["outcome"])
        breakers = StateSetMetricFamily("arena_breaker", "Whether a model is asked.", labels=["model"])
        callers = list(calling.CALLERS.values())
        for outcome, count in sum((caller.outcomes for caller in callers), Counter()).items():
            outcomes.add_metric([outcome], count)
        for model, worst in _worst_states(callers).items():
            breakers.add_metric([model], {state.value: state is worst for state in State})
        yield from (outcomes, breakers, _under_way(callers))


def _under_way(callers: list[calling.Caller]) -> Metric:
    """Of all providers together: on a quiet day a battle's would stand out."""
    calls = GaugeMetricFamily("arena_provider_queue", "Calls that wait for their turn or have it.", labels=["state"])
    calls.add_metric(["waiting"], sum(caller.waiting for caller in callers))
    calls.add_metric(["speaking"], sum(caller.speaking for caller in callers))
    return calls


def _worst_states(callers: list[calling.Caller]) -> dict[str, State]:
    """Of the models that are let rest. Who was asked, or failed once, may have been in a battle."""
    worst: dict[str, State] = {}
    for caller in callers:
        for spot, breaker in caller.breakers.items():
            if breaker.state is not State.CLOSED:
                worst[spot.model] = max(breaker.state, worst.get(spot.model, State.CLOSED), key=list(State).index)
    return worst
