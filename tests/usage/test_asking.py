"""What a question costs is written down by call: as the provider says, and as an estimate where it says nothing."""

from decimal import Decimal
from typing import Any

import pytest

from tests.conversations import make_model
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import again, comes_true, ids_of, tell
from tests.people import Client
from tests.servers import Server
from tests.simulator.scenarios import SCENARIOS, refuse, speak
from tests.simulator.speeches import READ, WRITTEN
from tests.simulator.steps import Hold
from tests.usage.granting import charges_of, price
from usage.models import Charge
from user.tokens import issue_key

# So long that nobody waits for it.
LATER = 60


def charged(session: Any) -> list[Charge]:
    """In the order of asking, once all are settled."""
    rows = Charge.objects.filter(session=session.pk)
    assert comes_true(lambda: not rows.live().exists())
    return list(rows.order_by("opened_at", "number"))


def test_one_call_is_one_charge(owner: Client, simulator: Simulator) -> None:
    models = [price(simulator.make_model(speak())) for _ in range(2)]
    session = seat(owner.user, *models)

    ids = ids_of(tell(owner, question(session)))

    rows = charges_of(ids["a"], ids["b"])
    assert {row.model for row in rows} == set(models)
    assert {(row.input_tokens, row.output_tokens, row.is_estimated) for row in rows} == {(READ, WRITTEN, False)}
    assert {float(row.cost or 0) for row in rows} == {READ / 1000 + WRITTEN / 500}
    assert {(row.user, row.key, row.outcome, row.is_hidden) for row in rows} == {(owner.user, None, "success", False)}


def test_a_regenerate_is_another_call(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(speak()))

    again(owner, ids_of(tell(owner, question(session)))["a"])

    assert len(charged(session)) == 2


def test_a_program_is_charged_by_its_key(owner: Client, server: Server, simulator: Simulator) -> None:
    key, secret = issue_key(owner.user, "batch")
    session = seat(owner.user, simulator.make_model(speak()))

    with Client(server, Authorization=f"Bearer {secret}") as program:
        tell(program, question(session))

    assert [row.key for row in charged(session)] == [key]
    assert [row["key"] for row in owner.get("/usage/").json()] == [{"id": str(key.pk), "name": "batch"}]


def test_each_attempt_that_was_sent_is_a_call(owner: Client, simulator: Simulator) -> None:
    model = simulator.make_model(refuse(500), refuse(503), speak())
    session = seat(owner.user, model)

    tell(owner, question(session))

    assert [row.outcome for row in charged(session)] == ["success", "failed", "overloaded"]
    assert len(simulator.calls_of(model)) == 3


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_who_refuses_wants_no_money(status: int, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, price(simulator.make_model(refuse(status, Retry_After=LATER))))

    tell(owner, question(session))

    (row,) = charged(session)
    assert (row.input_tokens, row.output_tokens, row.is_estimated) == (0, 0, False)
    assert row.cost == Decimal(0)


def test_who_cannot_be_reached_was_not_called(owner: Client) -> None:
    session = seat(owner.user, make_model())

    tell(owner, question(session))

    assert charged(session) == []


@pytest.mark.parametrize("scenario", ["mute", "stall"])
def test_what_was_stopped_is_estimated(scenario: str, owner: Client, simulator: Simulator) -> None:
    model = price(simulator.make_model(SCENARIOS[scenario]))
    session = seat(owner.user, model)

    with ask(owner, question(session, "What grows on trees, and why does it?")) as ear:
        assert comes_true(lambda: len(simulator.calls_of(model)) == 1)
        if scenario == "stall":
            ear.until("grow")
        owner.post(f"/runs/{ear.run}/stop/", json={})
        ear.rest()

    (row,) = charged(session)
    assert (row.outcome, row.is_estimated) == ("stopped", True)
    assert row.input_tokens > 0
    assert (row.output_tokens > 0) == (scenario == "stall")
    assert row.cost


def test_what_broke_off_is_estimated(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(SCENARIOS["cut"]))

    tell(owner, question(session))

    (row,) = charged(session)
    assert (row.outcome, row.is_estimated) == ("upstream_reset", True)
    assert row.output_tokens > 0


def test_a_model_is_estimated_by_what_it_counted_before(owner: Client, simulator: Simulator) -> None:
    """Its tokens are long: five of them say four hundred letters."""
    model = simulator.make_model(say_in_turn("x" * 400), say_in_turn("x" * 400, Hold()))
    session = seat(owner.user, model)
    tell(owner, question(session))

    with ask(owner, question(session)) as ear:
        ear.until("xxx")
        owner.post(f"/runs/{ear.run}/stop/", json={})
        ear.rest()

    assert [row.output_tokens for row in charged(session)] == [WRITTEN, WRITTEN]
