"""What can be seen of runs at /metrics: those that speak, those of others that are read, how safe their words are."""

import httpx

from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import comes_true
from tests.people import Client
from tests.simulator.steps import Hold


def measure(client: Client, name: str) -> float:
    lines = httpx.get(client.base_url.join("/metrics"), trust_env=False).text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


def test_runs_are_counted_where_they_speak_and_where_they_are_read(
    owner: Client, there: Client, simulator: Simulator
) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", Hold())))
    before = measure(owner, "arena_runs")

    with ask(owner, question(session)) as ear, listen(there, "GET", f"/runs/{ear.run}/stream/") as other:
        other.until("Peaches")
        here, elsewhere = measure(owner, "arena_runs"), measure(there, "arena_runs_elsewhere")
        owner.post(f"/runs/{ear.run}/stop/", json={})
        other.rest()

    assert (here, elsewhere) == (before + 1, 1.0)
    assert comes_true(lambda: measure(there, "arena_runs_elsewhere") == 0.0)


def test_a_worker_says_how_safe_words_are(owner: Client) -> None:
    assert measure(owner, "arena_beat_seconds") < 60.0
    assert measure(owner, "arena_journal_seconds") < 60.0
    assert measure(owner, "arena_draining") == 0.0
