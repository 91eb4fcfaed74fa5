"""What is counted of calls to providers."""

import asyncio

from prometheus_client import CollectorRegistry
from prometheus_client.exposition import generate_latest

from ai_model.metrics import ProviderMetrics
from ai_model.providers import calling
from ai_model.providers.breaking import FAULTS, Breaker
from ai_model.providers.calling import Spot


def read_metrics() -> list[str]:
    registry = CollectorRegistry()
    registry.register(ProviderMetrics())
    return generate_latest(registry).decode().splitlines()


def fail(breaker: Breaker, times: int) -> Breaker:
    for _ in range(times):
        breaker.count(was_trial=False)
    return breaker


def rest(breaker: Breaker) -> Breaker:
    breaker.rest()
    return breaker


def test_ends_and_failures_are_counted_by_their_kind() -> None:
    async def play() -> list[str]:
        # Other loops of this process count too.
        calling.current().outcomes.update({"one_kind": 2, "another_kind": 1})
        return read_metrics()

    lines = asyncio.run(play())

    assert 'arena_provider_calls_total{outcome="one_kind"} 2.0' in lines
    assert 'arena_provider_calls_total{outcome="another_kind"} 1.0' in lines


def test_only_models_that_rest_are_named_and_no_address_is() -> None:
    async def play() -> list[str]:
        calling.current().breakers |= {
            Spot("p/well", "http://10.0.0.1"): Breaker(),
            Spot("p/once", "http://10.0.0.1"): fail(Breaker(), 1),
            Spot("p/rests", "http://10.0.0.1"): rest(Breaker()),
            Spot("p/ill", "http://10.0.0.1"): fail(Breaker(), FAULTS),
            Spot("p/ill", "http://10.0.0.2"): fail(Breaker(), 1),
        }
        return read_metrics()

    lines = [line for line in asyncio.run(play()) if line.startswith("arena_breaker{") and line.endswith(" 1.0")]

    assert sorted(lines) == [
        'arena_breaker{arena_breaker="open",model="p/ill"} 1.0',
        'arena_breaker{arena_breaker="open",model="p/rests"} 1.0',
    ]
