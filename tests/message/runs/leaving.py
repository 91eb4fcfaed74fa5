"""Runs whose worker is gone, and what it had written down of them."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from message import journal
from message.journal import Entry, Said
from message.models import Message, Run, Worker
from tests.message.runs.blanks import make_blanks, run_of
from tests.people import Client

CALL = {"id": "call_1", "name": "look_up", "arguments": "{}"}
SAID: list[Said] = [
    {"a": [("text", "Because "), ("reasoning", "Hm")], "b": [("reasoning", "So"), ("text", "No")]},
    {"a": [("reasoning", "."), ("call", CALL), ("text", "it is so.")]},
]


def make_gone(**fields: Any) -> UUID:
    return Worker.objects.create(**{"gone_at": timezone.now(), "has_crashed": True} | fields).pk


def leave(client: Client, sides: int = 1, *, worker: UUID | None = None) -> list[Message]:
    """The replies of a run whose worker is gone."""
    replies = make_blanks(client, sides)
    Run.objects.filter(pk=run_of(replies[0])).update(owner=worker or make_gone())
    return replies


def keep(message: Message, *said: Said) -> None:
    journal.append([Entry(run_of(message), number, each) for number, each in enumerate(said, 1)])
