"""Buckets of allowances."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.throttling import Buckets, Rate


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_burst_passes_and_then_one_at_a_time(clock: Clock) -> None:
    buckets = Buckets(Rate(burst=3, seconds=10), clock)

    waits = [buckets.take("a") for _ in range(4)]
    clock.now += 10

    assert waits == [0, 0, 0, 10]
    assert [buckets.take("a"), buckets.take("a")] == [0, 10]


def test_names_have_buckets_of_their_own(clock: Clock) -> None:
    buckets = Buckets(Rate(burst=1, seconds=10), clock)
    buckets.take("a")

    assert buckets.take("b") == 0


def test_what_is_refused_costs_nothing(clock: Clock) -> None:
    buckets = Buckets(Rate(burst=1, seconds=10), clock)
    buckets.take("a")

    waits = [buckets.take("a") for _ in range(5)]

    assert waits == [10] * 5


def test_what_is_given_back_can_be_taken_again(clock: Clock) -> None:
    buckets = Buckets(Rate(burst=1, seconds=10), clock)
    buckets.take("a")

    buckets.give_back("a")

    assert buckets.take("a") == 0


def test_of_simultaneous_requests_exactly_the_allowed_ones_pass(clock: Clock) -> None:
    buckets = Buckets(Rate(burst=20, seconds=10), clock)

    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(buckets.take, ["a"] * 200))

    assert waits.count(0) == 20
