"""S41: guests are cheap to make, so an address makes only so many, and those of a network share what they may ask."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from tests.limits import make_network, start_strict
from tests.message.asking import question, seat
from tests.message.simulating import Simulator
from tests.message.submitting import refused_in_band
from tests.people import Client, make_account, make_guest
from tests.servers import Server
from tests.simulator.scenarios import speak
from user.models import NEWCOMERS_DAY, User

VISITING, NETWORKS, ASKING = 5, 4, 4
MANY = 200


@pytest.fixture(scope="module")
def strict(django_db_setup: None) -> Iterator[Server]:
    told = {"ARENA_RATE_VISITING": f"{VISITING}/h", "ARENA_RATE_NEW_GUESTS": f"{ASKING}/h"}
    with start_strict(**told) as strict:
        yield strict


def come_in(strict: Server, addresses: list[str]) -> list[httpx.Response]:
    with Client(strict) as client:
        return [client.post("/auth/anonymous/", headers={"X-Forwarded-For": address}) for address in addresses]


def passed(answers: list[httpx.Response]) -> int:
    assert {answer.status_code for answer in answers} <= {200, 429}
    return sum(answer.is_success for answer in answers)


def ask(client: Client, simulator: Simulator, *, address: str, form: str = "lines") -> httpx.Response:
    body = question(seat(client.user, simulator.make_model(speak())))
    options = {"params": {"stream_format": form}, "headers": {"X-Forwarded-For": address}}
    return client.post("/messages/stream/", json=body, **options)  # type: ignore[arg-type]


def test_s41_an_address_makes_so_many_guests(strict: Server, database: None) -> None:
    before = User.objects.count()

    answers = come_in(strict, ["203.0.113.77"] * MANY)

    assert passed(answers) == VISITING
    assert User.objects.count() - before == VISITING
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_s41_a_machine_with_many_addresses_is_one(strict: Server) -> None:
    network = make_network()

    assert passed(come_in(strict, [f"{network}:1:{number:x}::1" for number in range(MANY)])) == VISITING


@pytest.mark.parametrize("kind", ["198.51.100.{}", "{network}:{}::1"])
def test_s41_so_is_a_network_but_for_some_more(kind: str, strict: Server) -> None:
    network = make_network()

    addresses = [kind.format(number, network=network) for number in range(MANY)]

    assert passed(come_in(strict, addresses)) == NETWORKS * VISITING


@pytest.mark.parametrize("form", ["lines", "text"])
def test_s41_new_guests_of_a_network_share_what_they_may_ask(
    form: str, strict: Server, database: None, simulator: Simulator
) -> None:
    network, told = make_network(), []

    for number in range(ASKING + 3):
        with make_guest(strict) as visitor:
            told.append(ask(visitor, simulator, address=f"{network}:{number}::1", form=form))

    assert all(answer.is_success and "throttled" not in answer.text for answer in told[:ASKING])
    for answer in told[ASKING:]:
        assert refused_in_band(answer, "a", "throttled", is_retryable=True) if form == "text" else answer.is_error


def test_s41_nobody_else_suffers_from_them(strict: Server, database: None, simulator: Simulator) -> None:
    network = make_network()
    with make_guest(strict) as first, make_guest(strict) as known, make_account(strict) as account:
        User.objects.filter(pk=known.user.pk).update(created_at=timezone.now() - NEWCOMERS_DAY - timedelta(minutes=1))
        while ask(first, simulator, address=f"{network}::1").is_success:
            pass
        others = [ask(each, simulator, address=f"{network}::1") for each in (known, account)]
        elsewhere = ask(first, simulator, address=f"{make_network()}::1")

    assert all(answer.is_success for answer in (*others, elsewhere))
