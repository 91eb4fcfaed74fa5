"""Whether one more run may begin."""

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import httpx
import pytest

from ai_model.models import AIModel
from chat_session.models import Session
from tests.limits import limits_of, start_several, start_strict
from tests.message.asking import ask, listen, question, seat
from tests.message.hesitating import Held
from tests.message.simulating import Simulator
from tests.message.submitting import (
    again,
    all_at_once,
    at,
    comes_true,
    ids_of,
    named,
    newest,
    placed,
    refusal,
    refused_in_band,
    reword,
    rows_of,
    tell,
)
from tests.message.wire.decoding import hear, said
from tests.people import Client
from tests.servers import Server
from tests.simulator.scenarios import speak

ASKING = 7
OF_PROCESS, OF_USER, OF_GUEST = 4, 2, 1
PATH = "/messages/stream/"


@pytest.fixture(scope="module")
def strict(django_db_setup: None) -> Iterator[Server]:
    told = {"ARENA_RATE_ASKING": f"{ASKING}/h", "ARENA_MAX_STREAMS_PER_GUEST": str(OF_GUEST)}
    with start_strict(ARENA_PEOPLE_PER_ADDRESS="1000", **told) as strict:
        yield strict


@pytest.fixture(scope="module")
def crowded(django_db_setup: None) -> Iterator[list[Server]]:
    told = {
        "ARENA_MAX_STREAMS": str(OF_PROCESS),
        "ARENA_MAX_STREAMS_PER_USER": str(OF_USER),
        "ARENA_MAX_STREAMS_PER_GUEST": str(OF_GUEST),
        "ARENA_RATE_ASKING": "10000/m",
    }
    with start_several(2, **told) as servers:
        yield servers


@pytest.fixture
def asker(strict: Server, owner: Client) -> Iterator[Client]:
    with at(strict, owner) as asker:
        yield asker


@pytest.fixture
def model(simulator: Simulator, database: None) -> AIModel:
    return simulator.make_model(speak())


@pytest.fixture
def held(simulator: Simulator, database: None) -> Iterator[Held]:
    with ExitStack() as open_streams:
        held = Held(simulator, open_streams)
        yield held
        held.release()


def ask_in_text(client: Client, session: Session) -> httpx.Response:
    return client.post(PATH, json=placed(session, "ab"[: session.size]))


def test_a_turn_costs_as_much_as_it_has_sides(asker: Client, model: AIModel) -> None:
    pair = seat(asker.user, model, model)

    with ask(asker, question(pair)) as ear:
        told = limits_of(ear)  # type: ignore[arg-type] # it has the headers
        ear.rest()
    again(asker, newest(pair, "a").pk)
    reword(asker, ids_of(tell(asker, question(pair)))["user"], "In other words?")
    refused = asker.post(PATH, json=question(seat(asker.user, model)))

    assert told[:2] == [ASKING, ASKING - 2]
    assert refusal(refused) == (429, "throttled")


def test_what_is_refused_is_not_stored_and_costs_nothing(asker: Client, model: AIModel) -> None:
    four, one = seat(asker.user, *[model] * 4), seat(asker.user, model)
    tell(asker, question(four))
    before = rows_of(four)

    refused = asker.post(PATH, json=question(four))
    rest = [asker.post(PATH, json=question(one)).status_code for _ in range(4)]

    assert refusal(refused) == (429, "throttled")
    assert int(refused.headers["Retry-After"]) > 0
    assert rows_of(four) == before
    assert rest == [200, 200, 200, 429]


def test_a_retry_is_free(asker: Client, model: AIModel) -> None:
    session = seat(asker.user, model)
    key = {"Idempotency-Key": uuid4().hex}
    first = asker.post(PATH, json=question(session), headers=key)
    while asker.post(PATH, json=question(session)).is_success:
        pass

    retries = [asker.post(PATH, json=question(session), headers=key) for _ in range(5)]

    assert {retry.headers["X-Run-Id"] for retry in retries} == {first.headers["X-Run-Id"]}
    assert all(said(hear("lines", retry.content)) == said(hear("lines", first.content)) for retry in retries)
    assert {retry.headers["Idempotent-Replayed"] for retry in retries} == {"true"}


def test_what_is_wrong_is_told_first(asker: Client, model: AIModel) -> None:
    session = seat(asker.user, model)
    taken = str(uuid4())
    key = {"Idempotency-Key": uuid4().hex}
    asker.post(PATH, json=named(session, taken), headers=key)
    while asker.post(PATH, json=question(session)).is_success:
        pass

    absent = asker.post(PATH, json=question(Session(pk=uuid4())))
    mismatch = asker.post(PATH, json=question(session, "Who?"), headers=key)
    in_use = asker.post(PATH, json=named(seat(asker.user, model), taken))

    assert refusal(absent) == (404, "not_found")
    assert refusal(mismatch) == (422, "idempotency_mismatch")
    assert refusal(in_use) == (409, "id_taken")


def test_clients_of_the_text_are_told_in_band_and_may_regenerate(asker: Client, model: AIModel) -> None:
    pair = seat(asker.user, model, model)
    while asker.post(PATH, json=question(pair)).is_success:
        pass

    refused = ask_in_text(asker, pair)

    assert refused_in_band(refused, "ab", "throttled", is_retryable=True)
    assert limits_of(refused)[0] == ASKING
    assert [newest(pair, side).error_code for side in "ab"] == ["overloaded"] * 2


def test_a_process_has_so_many_berths(crowded: list[Server], owner: Client, stranger: Client, held: Held) -> None:
    first, second = [held.at(crowded[0], each) for each in (owner, stranger)]
    ears = [held.ask(client) for client in (first, second) for _ in range(OF_PROCESS // 2)]
    body = held.write(stranger)

    of_person = held.at(crowded[1], owner).post(PATH, json=held.write(owner))
    refused = first.post(PATH, json=held.write(owner))
    held.release()
    ends = [said(hear("lines", ear.rest())) for ear in ears]
    admitted = comes_true(lambda: second.post(PATH, json=body).is_success)

    assert refusal(refused) == (503, "overloaded")
    assert refused.headers["Retry-After"] == "2"
    assert refusal(of_person) == (503, "overloaded")
    assert ends == [{"a": "Peaches grow."}] * OF_PROCESS
    assert admitted


def test_a_person_has_so_many_berths_in_all_processes(crowded: list[Server], owner: Client, held: Held) -> None:
    here, there = [held.at(server, owner) for server in crowded]
    with all_at_once(here, [held.write(owner) for _ in range(5)]) as ears:
        codes = sorted(ear.response.status_code for ear in ears)
        elsewhere = there.post(PATH, json=held.write(owner))
        held.release()

    assert codes == [200] * OF_USER + [503] * (5 - OF_USER)
    assert refusal(elsewhere) == (503, "overloaded")
    assert "wait for one of them" in elsewhere.json()["detail"]


def test_a_guest_has_fewer(crowded: list[Server], guest: Client, held: Held) -> None:
    visitor = held.at(crowded[0], guest)
    held.ask(visitor)

    refused = visitor.post(PATH, json=held.write(guest))

    assert refusal(refused) == (503, "overloaded")


def test_who_finds_no_berth_has_a_retry_told_and_nothing_stored(
    crowded: list[Server], owner: Client, held: Held
) -> None:
    client = held.at(crowded[0], owner)
    first = held.write(owner)
    key = {"Idempotency-Key": uuid4().hex}
    with listen(client, "POST", PATH, json=first, headers=key) as ear:
        held.ask(client)
        session = seat(owner.user, held.model)
        refused = client.post(PATH, json=question(session))
        with listen(client, "POST", PATH, json=first, headers=key) as retry:
            held.release()
            heard = [each.rest() for each in (ear, retry)]

    assert refusal(refused) == (503, "overloaded")
    assert rows_of(session)[1:] == [[], [], []]
    assert retry.headers["Idempotent-Replayed"] == "true"
    assert heard[0] == heard[1]


def test_clients_of_the_text_are_told_in_band_that_there_is_no_berth(
    crowded: list[Server], owner: Client, held: Held
) -> None:
    client = held.at(crowded[0], owner)
    for _ in range(OF_USER):
        held.ask(client)
    session = seat(owner.user, held.model)

    refused = ask_in_text(client, session)

    assert refused.status_code == 200
    assert '"code":"overloaded"' in refused.text
    assert newest(session, "a").error_code == "overloaded"


def test_who_found_no_berth_has_not_asked(strict: Server, guest: Client, held: Held) -> None:
    visitor = held.at(strict, guest)
    ear = held.ask(visitor)

    refused = [visitor.post(PATH, json=held.write(guest)).status_code for _ in range(3)]
    held.release()
    ear.rest()
    admitted = visitor.post(PATH, json=held.write(guest))

    assert refused == [503] * 3
    allowance, left, _ = limits_of(admitted)
    assert allowance - left == 2
