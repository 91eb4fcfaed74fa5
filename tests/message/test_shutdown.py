"""A server that is told to end while models speak in it: what they have said is stored, and how it ended."""

import time

from message.models import Run
from tests.message.asking import ask, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import comes_true
from tests.people import Client, sign_in
from tests.servers import start_server
from tests.simulator.ledger import LEFT
from tests.simulator.scenarios import SCENARIOS
from tests.simulator.steps import Hold

PATIENCE_SECONDS = 5.0


def test_what_was_said_is_stored_as_interrupted(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(say_in_turn("Peaches ", Hold())), simulator.make_model(SCENARIOS["mute"])]
    session = seat(owner.user, *models)

    with start_server() as server, sign_in(server, owner.user) as client:
        with ask(client, question(session)) as ear:
            ear.until("Peaches")
        assert comes_true(lambda: len(simulator.calls_of(models[1])) == 1)
        began = time.monotonic()
    seconds = time.monotonic() - began

    replies = session.messages.exclude(participant="").order_by("participant")
    assert [(reply.status, reply.error_code, reply.content) for reply in replies] == [
        ("error", "interrupted", "Peaches "),
        ("error", "interrupted", ""),
    ]
    assert Run.objects.get(session=session).ended_at is not None
    assert seconds < PATIENCE_SECONDS
    assert comes_true(lambda: [call["end"] for model in models for call in simulator.calls_of(model)] == [LEFT, LEFT])
