"""DELETE /sessions/{id}/ and /users/me/ while models speak: they are stopped, and nothing they said is left."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import transaction

from ai_model.models import AIModel
from message import journal
from message.journal import Entry
from message.models import Journal, Message, Run
from tests.conversations import make_session, reply, say
from tests.message.asking import ask, listen, question, seat
from tests.message.simulating import Simulator, new_gate, say_in_turn
from tests.message.speaking import think
from tests.message.submitting import comes_true, refusal, row, wait_for
from tests.message.wire.decoding import ends, hear, said
from tests.people import Client
from tests.simulator.ledger import LEFT
from tests.simulator.speeches import CHAT
from tests.simulator.steps import Repeat
from tests.simulator.wire import chunk

# A worker looks every two seconds; machines that test may be busy.
NOTICE_SECONDS = 2.0 + 1.5
# Long enough for a few entries of the journal.
WRITING_SECONDS = 0.5
# Long enough for a request to arrive behind a lock, well below the patience of a hop.
ARRIVAL_SECONDS = 0.3
# The number of an entry that nobody else makes.
LATE = 1_000_000
WAYS = ("/sessions/{session}/", "/users/me/")


def make_models(simulator: Simulator, word: str) -> list[AIModel]:
    """They think it, say it, and say it again until somebody stops them."""
    endless = Repeat(chunk(CHAT.piece(f"{word} ")), pause=0.02)
    return [simulator.make_model(say_in_turn(think(word), f"{word} ", endless)) for _ in "ab"]


def find_traces(word: str) -> Iterator[str]:
    """Every table that holds the word, in whatever column."""
    for model in apps.get_models():
        for values in model._default_manager.values().iterator():
            if word in str(values):
                yield model._meta.label


def calls_of(simulator: Simulator, models: list[AIModel]) -> list[Any]:
    return [call for model in models for call in simulator.calls_of(model)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_there", [False, True])
def test_who_speaks_is_stopped(way: str, is_there: bool, owner: Client, there: Client, simulator: Simulator) -> None:
    word = uuid4().hex
    models = make_models(simulator, word)
    session = seat(owner.user, *models, title=word)

    with ExitStack() as opened:
        ear = opened.enter_context(ask(owner, question(session, f"What is {word}?")))
        tabs = [opened.enter_context(listen(tab, "GET", f"/runs/{ear.run}/stream/")) for tab in (owner, there)]
        for each in (ear, *tabs):
            wait_for(each, b"a0:", b"b0:")
        assert {"message.Journal", "message.Message", "chat_session.Session"} <= set(find_traces(word))
        began = time.monotonic()
        deleted = (there if is_there else owner).delete(way.format(session=session.pk))
        heard = [hear("lines", each.rest()) for each in (ear, *tabs)]
    assert comes_true(lambda: all(call["end"] for call in calls_of(simulator, models)))
    time.sleep(WRITING_SECONDS)

    assert deleted.status_code == 204
    assert [(call["end"], call["ended"] - began < NOTICE_SECONDS) for call in calls_of(simulator, models)] == [
        (LEFT, True)
    ] * 2
    assert [{side: end["reason"] for side, end in ends(each).items()} for each in heard] == [
        {"a": "stopped", "b": "stopped"}
    ] * 3
    assert set(find_traces(word)) == set()
    assert not Message.objects.filter(run=UUID(ear.run), status__in=Message.LIVE).exists()
    assert Run.objects.get(pk=ear.run).ended_at is not None


def test_who_speaks_to_others_is_not(owner: Client, stranger: Client, simulator: Simulator) -> None:
    gate = new_gate()
    models = make_models(simulator, "Peaches")
    session = seat(owner.user, *models)
    others = seat(stranger.user, simulator.make_model(say_in_turn("Plums ", gate, "grow.")))

    with ask(owner, question(session)) as ear, ask(stranger, question(others)) as near:
        wait_for(ear, b"a0:", b"b0:")
        refused = stranger.delete(f"/sessions/{session.pk}/")
        owner.delete(f"/sessions/{session.pk}/")
        ear.rest()
        simulator.open(gate.gate)
        heard = hear("lines", near.rest())

    assert refusal(refused) == (404, "not_found")
    assert said(heard) == {"a": "Plums grow."}
    assert others.messages.get(participant="a").status == Message.Status.SUCCESS


@pytest.mark.parametrize("way", WAYS)
def test_what_is_kept_at_this_moment_is_not_left(way: str, owner: Client, simulator: Simulator) -> None:
    session = seat(owner.user, *make_models(simulator, "Peaches"))

    with ask(owner, question(session)) as ear, ThreadPoolExecutor(1) as hands:
        wait_for(ear, b"a0:", b"b0:")
        with transaction.atomic():
            journal.append([Entry(UUID(ear.run), LATE, {"a": [("text", "Peaches ")]})])
            deleting = hands.submit(owner.delete, way.format(session=session.pk))
            time.sleep(ARRIVAL_SECONDS)
        deleted = deleting.result()
        ear.rest()

    assert deleted.status_code == 204
    assert not Journal.objects.filter(run=UUID(ear.run)).exists()


def test_its_worker_is_asked_to_stop(owner: Client) -> None:
    """It reads so in its next breath; its rows would tell it too, but later."""
    turn = say(make_session(owner.user), "Why?")
    run = Run.objects.create(session=turn.session, turn=turn, owner=uuid4())
    live = reply(turn, "a", "", run=run, status=Message.Status.STREAMING)

    owner.delete(f"/sessions/{turn.session.pk}/")

    assert row(live.pk).stop_asked_at is not None
    assert (row(live.pk).status, row(live.pk).finish_reason) == (Message.Status.STOPPED, "stopped")
