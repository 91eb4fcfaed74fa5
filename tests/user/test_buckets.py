"""Buckets of allowances that several processes share."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import time
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from api.buckets import Level, Want
from api.rates import Rate
from tests.limits import limits_of, start_several, statuses
from tests.message.submitting import at
from tests.outages import Way, start_server_behind
from tests.people import Client
from tests.servers import Server
from user.buckets import SharedBuckets, number_of
from user.models import MOST_SKEW_SECONDS, Bucket

RATE = Rate(burst=3, seconds=1000)
ROUNDS = 200


@pytest.fixture
def buckets(database: None) -> SharedBuckets:
    return SharedBuckets()


@pytest.fixture
def want() -> Want:
    return Want(uuid4().hex, RATE)


@pytest.fixture(scope="module")
def servers(django_db_setup: None) -> Iterator[list[Server]]:
    with start_several(2, ARENA_RATE_CHANGING="20/h", ARENA_PEOPLE_PER_ADDRESS="1000") as servers:
        yield servers


def is_granted(levels: list[Level]) -> bool:
    return not any(level.wait for level in levels)


def test_a_burst_passes_and_the_next_has_to_wait(buckets: SharedBuckets, want: Want) -> None:
    granted = [buckets.take([want])[0] for _ in range(3)]
    (refused,) = buckets.take([want])

    assert [level.left for level in granted] == [2, 1, 0]
    assert [level.wait for level in granted] == [0, 0, 0]
    assert refused.wait == pytest.approx(1000, abs=5)


def test_all_is_taken_or_nothing(buckets: SharedBuckets, want: Want) -> None:
    other = Want(uuid4().hex, Rate(burst=1, seconds=60))
    buckets.take([other])

    answers = [buckets.take([want, other]) for _ in range(5)]

    assert not any(map(is_granted, answers))
    assert [is_granted(buckets.take([want])) for _ in range(4)] == [True, True, True, False]


def test_what_is_given_back_can_be_taken_again(buckets: SharedBuckets, want: Want) -> None:
    all_of_it = Want(want.name, RATE, 3)
    buckets.take([all_of_it])

    buckets.give_back([all_of_it])

    assert is_granted(buckets.take([all_of_it]))


def test_in_a_transaction_that_fails_nothing_was_taken(buckets: SharedBuckets, want: Want) -> None:
    with transaction.atomic():
        buckets.take([Want(want.name, RATE, 3)])
        transaction.set_rollback(True)

    assert is_granted(buckets.take([Want(want.name, RATE, 3)]))


def test_full_buckets_are_forgotten_and_others_are_not(buckets: SharedBuckets, want: Want) -> None:
    other = Want(uuid4().hex, RATE)
    buckets.take([want, other])
    Bucket.objects.filter(pk=number_of(other.name)).update(full_at=time() - MOST_SKEW_SECONDS - 1)

    forgotten = Bucket.objects.forget_full()

    assert forgotten >= 1
    assert list(Bucket.objects.filter(pk__in=[number_of(want.name), number_of(other.name)])) == [
        Bucket(pk=number_of(want.name))
    ]


def test_the_table_tells_nobody_who_came(buckets: SharedBuckets) -> None:
    buckets.take([Want("reading client 192.0.2.77", RATE)])

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM user_bucket")
        rows = cursor.fetchall()

    assert rows
    assert all(isinstance(value, int | float) for row in rows for value in row)


def test_a_crash_may_forget_them(database: None) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'user_bucket'")
        (kind,) = cursor.fetchone()

    assert kind == "u"


def test_while_the_database_is_away_each_process_counts_alone(buckets: SharedBuckets, want: Want) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(fail):
        granted = [is_granted(buckets.take([want])) for _ in range(5)]

    assert granted == [True, True, True, False, False]


def test_of_simultaneous_requests_to_several_processes_exactly_the_allowed_ones_pass(
    servers: list[Server], owner: Client
) -> None:
    with at(servers[0], owner) as first, at(servers[1], owner) as second:
        clients = [first, second] * (ROUNDS // 2)
        with ThreadPoolExecutor(16) as threads:
            answers = list(threads.map(lambda client: client.patch("/users/me/", json={}), clients))
        told = [limits_of(answer) for answer in answers if answer.is_success]

    assert sorted(statuses(answers)) == [200] * 20 + [429] * (ROUNDS - 20)
    assert sorted(left for _, left, _ in told) == list(range(20))


def test_an_outage_opens_no_door_and_is_no_fault(way: Way, owner: Client) -> None:
    told = {"ARENA_THROTTLES": "on", "ARENA_PROCESSES": "several"}
    with start_server_behind(way, **told) as strict, at(strict, owner) as person:
        before = person.get("/users/me/")
        with way.cut():
            meanwhile = [person.get("/users/me/"), person.patch("/users/me/", json={}), person.get("/models/")]
        after = person.get("/users/me/")

    assert statuses([before, after]) == [200, 200]
    assert statuses(meanwhile[:2]) == [200, 503]
    # On SQLite an outage is one of writing.
    assert meanwhile[2].status_code in (200, 503)
