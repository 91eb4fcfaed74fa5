"""What can be seen of runs at /metrics: those that speak or are read here, how they end, how safe their words are."""

import httpx
from django.utils import timezone

from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, say_in_turn
from tests.message.submitting import comes_true
from tests.people import Client
from tests.simulator.steps import Hold, Reset


def read(client: Client) -> str:
    return httpx.get(client.base_url.join("/metrics"), trust_env=False).text


def measure(client: Client, name: str) -> float:
    """0 of a series that has not begun."""
    lines = read(client).splitlines()
    return next((float(line.split()[1]) for line in lines if line.startswith(f"{name} ")), 0.0)


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


def test_readers_and_deltas_are_counted_while_there_are_any(owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, simulator.make_model(say_in_turn("Peaches ", "grow ", Hold())))
    readers, deltas = measure(owner, "arena_readers"), measure(owner, "arena_deltas_total")

    with ask(owner, question(session)) as ear, listen(owner, "GET", f"/runs/{ear.run}/stream/") as other:
        other.until("grow")
        seen = measure(owner, "arena_readers"), measure(owner, "arena_deltas_total")
        owner.post(f"/runs/{ear.run}/stop/", json={})
        other.rest()

    assert seen == (readers + 2, deltas + 2)
    assert comes_true(lambda: measure(owner, "arena_readers") == readers)
    assert measure(owner, "arena_deltas_total") == deltas + 2


def test_sides_are_counted_by_how_they_ended_and_models_by_how_long_they_took(
    owner: Client, simulator: Simulator
) -> None:
    well = simulator.make_model(say_in_turn("Peaches"))
    cut = simulator.make_model((*say_in_turn("Plums")[:-1], Reset()))
    series = [f'arena_ends_total{{outcome="{outcome}"}}' for outcome in ("stop", "upstream_reset")]
    before = [measure(owner, name) for name in series]

    with ask(owner, question(seat(owner.user, well, cut))) as ear:
        ear.rest()

    assert [measure(owner, name) for name in series] == [number + 1 for number in before]
    for model, answers in ((well, 1.0), (cut, 0.0)):
        assert measure(owner, f'arena_first_token_seconds_count{{model="{model.name}"}}') == 1.0
        assert measure(owner, f'arena_answer_seconds_count{{model="{model.name}"}}') == answers


def test_a_battle_is_in_no_count_by_model_until_it_is_revealed(owner: Client, simulator: Simulator) -> None:
    models = [simulator.make_model(say_in_turn(word)) for word in ("Peaches", "Plums")]
    session = seat(owner.user, *models, mode="random")

    with ask(owner, question(session)) as ear:
        ear.rest()
    blind = read(owner)
    session.change(revealed_at=timezone.now())
    with ask(owner, question(session)) as ear:
        ear.rest()

    assert not [model.name for model in models if model.name in blind]
    for model in models:
        assert measure(owner, f'arena_answer_seconds_count{{model="{model.name}"}}') == 1.0
