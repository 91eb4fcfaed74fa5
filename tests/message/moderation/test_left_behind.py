"""What a killed worker was saying is looked at by the one that ends it."""

from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from message import journal
from message.journal import Entry
from message.models import Message, Run, Worker
from message.runs.sweeping import find_left_behind, sweep
from tests.message.runs.blanks import make_blanks, run_of
from tests.people import Client
from tests.simulator.moderating import FORBIDDEN

pytestmark = pytest.mark.usefixtures("alone")


def leave(client: Client, *texts: str) -> list[Message]:
    """The replies of a run whose worker is gone, with what they had said."""
    replies = make_blanks(client, len(texts))
    gone = Worker.objects.create(gone_at=timezone.now(), has_crashed=True)
    Run.objects.filter(pk=run_of(replies[0])).update(owner=gone.pk)
    said = {reply.participant: [("text", text)] for reply, text in zip(replies, texts, strict=True)}
    journal.append([Entry(run_of(replies[0]), 1, said)])
    return replies


def fates(*messages: Message) -> list[tuple[str, str, str]]:
    rows = Message.objects.filter(pk__in=[message.pk for message in messages]).order_by("participant")
    return list(rows.values_list("status", "error_code", "content"))


def test_by_a_list_it_is_looked_at(owner: Client, settings: Settings, tmp_path: Path) -> None:
    settings.ARENA_MODERATION, settings.ARENA_MODERATION_WORDS = "words", str(tmp_path / "words")
    (tmp_path / "words").write_text(FORBIDDEN, encoding="utf-8")
    replies = leave(owner, f"Under the {FORBIDDEN}.", "Under the tree.")

    sweep(find_left_behind())

    assert fates(*replies) == [("error", "moderated", ""), ("error", "interrupted", "Under the tree.")]


@pytest.mark.parametrize(("policy", "kept"), [("refuse", ""), ("allow", "Under the tree.")])
def test_where_somebody_would_have_to_be_asked_the_policy_decides(
    policy: str, kept: str, owner: Client, settings: Settings
) -> None:
    settings.ARENA_MODERATION, settings.ARENA_MODERATION_OUTAGE = "endpoint", policy
    settings.ARENA_MODERATION_URL = "http://moderator.example/moderations"
    replies = leave(owner, "Under the tree.")

    sweep(find_left_behind())

    assert fates(*replies) == [("error", "interrupted", kept)]
