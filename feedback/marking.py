"""How a single reply is marked. A reply's id stands for its side of the turn: the newest version is meant."""

from functools import partial
from uuid import UUID

from django.db import transaction
from rest_framework.exceptions import ValidationError

from api.refusals import Code, Refusal
from feedback.ballots import Opinion
from feedback.models import Mark, Receipt
from feedback.senders import Sender
from feedback.voting import find_said
from message import opening
from message.models import Message


def mark(sender: Sender, opinion: Opinion) -> tuple[UUID, bool]:
    """The mark, and whether it is new."""
    return opening.retrying(partial(_mark, sender, opinion))


@transaction.atomic
def _mark(sender: Sender, opinion: Opinion) -> tuple[UUID, bool]:
    session = opening.lock(sender.user, opinion.session)
    said = find_said(session, opinion.message)
    if earlier := sender.find_earlier():
        return earlier, False
    if said.is_question:
        raise ValidationError({"message_id": ["Only a reply can be rated."]})
    newest = said.turn.messages.filter(participant=said.participant).order_by("-version")[0]
    # Which side of a blind battle has ended is nobody's business while another one speaks.
    concerned = said.turn.messages if session.is_blind else Message.objects.filter(pk=newest.pk)
    if concerned.filter(status__in=Message.LIVE).exists():
        raise Refusal(Code.NOT_VOTABLE)
    told = {name: getattr(opinion, name) for name in ("rating", "preference", "comment")}
    changes = {name: value for name, value in told.items() if value is not None}
    row, is_new = Mark.objects.update_or_create(message=newest, defaults={"user": sender.user, **changes})
    Message.objects.filter(pk=newest.pk).update(feedback=row.preference)
    sender.keep_receipt(row.pk)
    return row.pk, is_new


@transaction.atomic
def unmark(row: Mark) -> None:
    """As if it had never been given: sent again, it is a new one."""
    Receipt.objects.filter(user=row.user_id, feedback=row.pk).delete()
    Message.objects.filter(pk=row.message_id).update(feedback="")
    row.delete()
