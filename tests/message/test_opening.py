"""How a run comes to be: whoever finds its rows can follow it."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from api import database
from chat_session.models import Session
from message import turns
from message.models import Turn
from message.opening import Opened, Submit
from message.questions import Question
from message.runs.registry import Registry
from message.runs.running import Running
from tests.conversations import make_session
from tests.people import Client
from user.models import User


def open_turn(user: User, session: Session) -> Opened:
    return turns.ask(session.pk, Question("Why?"), submit=Submit(user, "a fingerprint"))


def test_a_run_is_known_before_its_rows_are(owner: Client) -> None:
    registry, session = Registry(), make_session(owner.user)
    known: list[Running | None] = []

    def open_run() -> Opened:
        opened = open_turn(owner.user, session)
        transaction.on_commit(lambda: known.append(registry.find(opened.run.pk)))
        return opened

    _, running = database.hop_and_wait(partial(registry.open, open_run))

    assert running
    assert known == [running]


def test_a_run_whose_rows_were_not_stored_is_forgotten(owner: Client) -> None:
    registry, session = Registry(), make_session(owner.user)

    def open_run() -> Opened:
        opened = open_turn(owner.user, session)
        # Found out when it is committed.
        Turn.objects.filter(pk=opened.run.turn_id).update(session_id=uuid4())
        return opened

    with pytest.raises(IntegrityError):
        database.hop_and_wait(partial(registry.open, open_run))

    assert registry.runs == {}
    assert session.messages.count() == 0
