"""What a worker that is gone has called for is charged once, with what is known of it."""

import pytest
from django.utils import timezone

from ai_model.providers.events import Usage
from message.models import Message
from message.runs.sweeping import LEFT_BEHIND, end_abandoned, find_left_behind, settle_left_behind, sweep
from tests.message.runs.blanks import run_of
from tests.message.runs.leaving import SAID, keep, leave
from tests.people import Client
from usage.amounts import Spent
from usage.budgets import Asked, Payer
from usage.charging import charge
from usage.models import Charge

pytestmark = pytest.mark.usefixtures("alone")


def open_charges(client: Client, *replies: Message) -> None:
    asked = [Asked(reply.pk, reply.model_id, "", Spent(Usage(), None)) for reply in replies if reply.model_id]
    charge(Payer(client.user), asked, session=replies[0].session_id)


def test_whoever_leaves_a_call_behind_is_charged_for_it_once(owner: Client) -> None:
    spoken, silent = leave(owner, 2)
    open_charges(owner, spoken, silent)
    keep(spoken, {"a": [("text", "x" * 40)]})

    sweep(find_left_behind())
    sweep(find_left_behind())

    rows = {row.call: row for row in Charge.objects.filter(call__in=[spoken.pk, silent.pk])}
    assert {(row.outcome, row.is_estimated, row.number) for row in rows.values()} == {("interrupted", True, 0)}
    assert [rows[reply.pk].output_tokens for reply in (spoken, silent)] == [10, 0]
    assert all(row.input_tokens and row.settled_at for row in rows.values())


def test_what_nobody_could_settle_at_its_end_is_settled_later(owner: Client) -> None:
    """Its worker went between the end and the charge."""
    (answer,) = leave(owner)
    (live,) = leave(owner)
    open_charges(owner, answer)
    open_charges(owner, live)
    Charge.objects.filter(call__in=[answer.pk, live.pk]).update(opened_at=timezone.now() - 2 * LEFT_BEHIND)
    keep(answer, *SAID)
    assert end_abandoned(run_of(answer))

    settle_left_behind()

    assert Charge.objects.get(call=answer.pk).is_estimated
    assert Charge.objects.get(call=live.pk).settled_at is None
