"""A guest who has gone does not come back for the bill; one who listens hears all."""

import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from message.models import Message
from message.runs import loneliness
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import comes_true
from tests.message.wire.decoding import ends, hear, said
from tests.people import PASSWORD, Client, make_email
from tests.servers import Server, start_server
from tests.simulator.ledger import FINISHED, LEFT
from tests.simulator.steps import Hold

# As the application of these tests has it; the product's own is longer.
LONELY_SECONDS = 0.5


@pytest.fixture(scope="module")
def server(django_db_setup: None) -> Iterator[Server]:
    with start_server(application="tests.message.lonely_application:application") as server:
        yield server


def reply_to(client: Client) -> Message:
    return Message.objects.get(session__user=client.user, participant="a")


def has_ended(client: Client) -> bool:
    return reply_to(client).status not in Message.LIVE


def test_people_are_waited_for_half_a_minute() -> None:
    assert loneliness.LONELY_SECONDS == 30.0


def test_who_has_gone_is_not_answered_to_the_end(guest: Client, simulator: Simulator) -> None:
    model = simulator.make_model(say_in_turn("Peaches ", Hold()))
    session = seat(guest.user, model)

    began = time.monotonic()
    with ask(guest, question(session)) as ear:
        ear.until("Peaches")
    assert comes_true(lambda: has_ended(guest))
    seconds = time.monotonic() - began

    reply = reply_to(guest)
    assert (reply.status, reply.error_code, reply.content) == ("error", "interrupted", "Peaches ")
    assert reply.usage
    assert reply.usage["estimated"]
    assert seconds >= LONELY_SECONDS
    assert comes_true(lambda: [call["end"] for call in simulator.calls_of(model)] == [LEFT])


def test_who_never_came_is_not_answered_either(guest: Client, simulator: Simulator) -> None:
    """Gone before the headers: nobody has ever listened."""
    session = seat(guest.user, simulator.make_model(say_in_turn("Peaches ", Hold())))
    request = guest.build_request("POST", "/messages/stream/", json=question(session))

    guest.send(request, stream=True).close()

    assert comes_true(lambda: has_ended(guest))
    assert reply_to(guest).error_code == "interrupted"


def test_who_listens_is_answered_however_long_it_takes(guest: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(guest.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ask(guest, question(session)) as ear:
        ear.until("Peaches")
        time.sleep(2 * LONELY_SECONDS)
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert said(heard) == {"a": "Peaches grow."}
    assert ends(heard)["a"]["reason"] == "stop"


def test_another_tab_is_company_enough(guest: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(guest.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))

    with ExitStack() as tabs:
        with ask(guest, question(session)) as ear:
            ear.until("Peaches")
            other = tabs.enter_context(listen(guest, "GET", f"/runs/{ear.run}/stream/", params={"after": "a:3"}))
            other.until("ches")
        time.sleep(2 * LONELY_SECONDS)
        simulator.open(gate.gate)
        other.rest()

    assert (reply_to(guest).status, reply_to(guest).content) == ("success", "Peaches grow.")


def test_who_comes_back_in_time_hears_the_rest(guest: Client, simulator: Simulator) -> None:
    gate = new_gate()
    session = seat(guest.user, simulator.make_model(say_in_turn("Peaches ", gate, "grow.")))
    with ask(guest, question(session)) as ear:
        ear.until("Peaches")

    with listen(guest, "GET", f"/runs/{ear.run}/stream/", params={"after": "a:8"}) as again:
        time.sleep(2 * LONELY_SECONDS)
        simulator.open(gate.gate)
        heard = hear("lines", again.rest())

    assert said(heard) == {"a": "grow."}


def test_who_has_just_left_is_waited_for(guest: Client, simulator: Simulator) -> None:
    session = seat(guest.user, simulator.make_model(say_in_turn("Peaches ", Hold())))
    with ask(guest, question(session)) as ear:
        ear.until("Peaches")
        time.sleep(1.5 * LONELY_SECONDS)
        left = time.monotonic()

    assert comes_true(lambda: has_ended(guest))
    assert time.monotonic() - left >= LONELY_SECONDS


def test_a_stranger_is_no_company(guest: Client, stranger: Client, simulator: Simulator) -> None:
    session = seat(guest.user, simulator.make_model(say_in_turn("Peaches ", Hold())))
    with ask(guest, question(session)) as ear:
        ear.until("Peaches")

    def asks_in_vain() -> bool:
        assert stranger.get(f"/runs/{ear.run}/stream/").status_code == 404
        return has_ended(guest)

    assert comes_true(asks_in_vain)


def test_who_has_an_account_may_leave(owner: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(owner.user, model)
    with ask(owner, question(session)) as ear:
        ear.until("Peaches")
    time.sleep(2 * LONELY_SECONDS)
    simulator.open(gate.gate)

    assert comes_true(lambda: has_ended(owner))
    assert (reply_to(owner).status, reply_to(owner).content) == ("success", "Peaches grow.")
    assert [call["end"] for call in simulator.calls_of(model)] == [FINISHED]


def test_who_has_signed_up_meanwhile_may_leave(guest: Client, simulator: Simulator) -> None:
    gate = new_gate()
    model = simulator.make_model(say_in_turn("Peaches ", gate, "grow."))
    session = seat(guest.user, model)
    with ask(guest, question(session)) as ear:
        ear.until("Peaches")
        entered = guest.post("/auth/register/", json={"email": make_email(), "password": PASSWORD})
    time.sleep(2 * LONELY_SECONDS)
    simulator.open(gate.gate)

    assert entered.status_code == 201
    assert comes_true(lambda: session.messages.get(participant="a").status not in Message.LIVE)
    reply = session.messages.get(participant="a")
    assert (reply.status, reply.content) == ("success", "Peaches grow.")
    assert [call["end"] for call in simulator.calls_of(model)] == [FINISHED]
