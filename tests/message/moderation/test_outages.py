"""Nobody waits for a moderator longer than they have to, and what it does not say is decided beforehand."""

from typing import Any

import pytest

from message.models import Message
from tests.message.asking import ask, question, seat
from tests.message.moderation.moderating import Moderator
from tests.message.moderation.rulings import BAD, OVERLOADED, calls, fate, rewinds, told
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.submitting import (
    at,
    newest,
    prompts_of,
    tell,
    wait_for,
)
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.servers import start_server
from tests.simulator.moderating import answer
from tests.simulator.scenarios import SCENARIOS, refuse, speak


def test_a_stop_does_not_wait_for_the_moderator(asker: Client, simulator: Simulator, moderator: Moderator) -> None:
    """And what was stopped before its ruling is no way around it."""
    gate, model = new_gate(), simulator.make_model(say_in_turn("Yes."))
    session = seat(asker.user, model)
    moderator.play((gate, *answer([True])))

    with ask(asker, question(session, BAD)) as ear:
        stopped = asker.post(f"/runs/{ear.run}/stop/")
        heard = hear("lines", ear.rest())
    moderator.play()
    tell(asker, question(session, "And now?"))

    assert (stopped.status_code, ends(heard)["a"]["reason"]) == (202, "stopped")
    assert prompts_of(simulator, model) == [[("user", "And now?")]]


def test_one_side_is_stopped_and_the_other_waits(asker: Client, simulator: Simulator, moderator: Moderator) -> None:
    gate, models = new_gate(), [simulator.make_model(say_in_turn("Yes.")) for _ in "ab"]
    session = seat(asker.user, *models)
    moderator.play((gate, *answer([False])), answer([False]))

    with ask(asker, question(session)) as ear:
        asker.post(f"/runs/{ear.run}/stop/", json={"side": "b"})
        wait_for(ear, b"bd:")
        simulator.open(gate.gate)
        heard = hear("lines", ear.rest())

    assert (said(heard), ends(heard)["b"]["reason"]) == ({"a": "Yes."}, "stopped")
    assert [calls(simulator, model) for model in models] == [1, 0]


@pytest.mark.parametrize("outage", [refuse(400), SCENARIOS["page"]], ids=["refused", "nonsense"])
def test_without_a_ruling_nobody_is_asked(
    outage: Any, asker: Client, simulator: Simulator, moderator: Moderator
) -> None:
    models = [simulator.make_model(speak()) for _ in "ab"]
    session = seat(asker.user, *models)
    moderator.play(outage)

    heard = tell(asker, question(session))

    assert [told(end) for end in ends(heard).values()] == [OVERLOADED, OVERLOADED]
    assert calls(simulator, *models) == 0


def test_without_a_ruling_nothing_stays(asker: Client, simulator: Simulator, moderator: Moderator) -> None:
    session = seat(asker.user, simulator.make_model(say_in_turn("Yes.")))
    moderator.play(answer([False]), refuse(400))

    heard = tell(asker, question(session))

    assert (told(ends(heard)["a"]), rewinds(heard)) == (OVERLOADED, [{"a": 0}])
    assert fate(newest(session, "a").pk)[:3] == ("error", "overloaded", "")


def test_where_an_outage_is_allowed_all_goes_on(owner: Client, simulator: Simulator, moderator: Moderator) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("Yes.")))
    moderator.play(refuse(400))

    with start_server(**moderator.settings, ARENA_MODERATION_OUTAGE="allow") as server, at(server, owner) as client:
        heard = tell(client, question(session))

    moderator.play()
    assert said(heard) == {"a": "Yes."}
    assert newest(session, "a").status == Message.Status.SUCCESS
