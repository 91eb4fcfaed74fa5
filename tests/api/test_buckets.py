"""Buckets of allowances, of one process."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.buckets import Buckets, Want
from api.rates import Rate

RATE = Rate(burst=3, seconds=10)
A, B = Want("a", RATE), Want("b", Rate(burst=1, seconds=60))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def buckets(clock: Clock) -> Buckets:
    return Buckets(clock)


def wait(buckets: Buckets, *wants: Want) -> float:
    return max(level.wait for level in buckets.take(wants))


def test_a_burst_passes_and_then_one_at_a_time(buckets: Buckets, clock: Clock) -> None:
    waits = [wait(buckets, A) for _ in range(4)]
    clock.now += 10

    assert waits == [0, 0, 0, 10]
    assert [wait(buckets, A), wait(buckets, A)] == [0, 10]


def test_it_says_what_is_left_and_when_it_is_full_again(buckets: Buckets, clock: Clock) -> None:
    (first,) = buckets.take([A])
    clock.now += 5
    (second,) = buckets.take([A])

    assert (first.left, first.missing) == (2, 10)
    assert (second.left, second.missing) == (1, 15)


def test_names_have_buckets_of_their_own(buckets: Buckets) -> None:
    wait(buckets, B)

    assert wait(buckets, A) == 0


def test_what_is_refused_costs_nothing(buckets: Buckets) -> None:
    wait(buckets, B)

    waits = [wait(buckets, A, B) for _ in range(5)]

    assert waits == [60] * 5
    assert [wait(buckets, A) for _ in range(4)] == [0, 0, 0, 10]


def test_what_is_given_back_can_be_taken_again(buckets: Buckets) -> None:
    wait(buckets, B)

    buckets.give_back([B])

    assert wait(buckets, B) == 0


def test_several_are_taken_at_once(buckets: Buckets) -> None:
    two = Want("a", RATE, 2)

    assert [wait(buckets, two), wait(buckets, two), wait(buckets, A)] == [0, 10, 0]


def test_nobody_has_to_wait_for_more_than_a_bucket_holds(buckets: Buckets) -> None:
    many = Want("a", RATE, 8)

    assert [wait(buckets, many), wait(buckets, many)] == [0, 30]


def test_of_simultaneous_requests_exactly_the_allowed_ones_pass(buckets: Buckets) -> None:
    want = Want("a", Rate(burst=20, seconds=1 / 3))

    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(lambda want: wait(buckets, want), [want] * 200))

    assert waits.count(0) == 20


@pytest.mark.parametrize("burst", [1, 7, 60, 600])
def test_sums_of_seconds_cost_no_allowance(burst: int, buckets: Buckets, clock: Clock) -> None:
    clock.now = 1_800_000_000.123
    want = Want("a", Rate(burst, 60 / burst))

    waits = [wait(buckets, want) for _ in range(burst + 1)]

    assert waits[:-1] == [0] * burst
    assert waits[-1] > 0


def test_a_rate_for_several_refills_in_the_same_time() -> None:
    assert Rate(60, 1).times(10) == Rate(600, 0.1)
    assert Rate(60, 1).times(0.5) == Rate(30, 2)
    assert Rate(1, 60).times(0.5) == Rate(1, 60)
