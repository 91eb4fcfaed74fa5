"""How a side answers again: a newer version of its last reply, beside the older ones."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from rest_framework.exceptions import ValidationError

from api import database
from api.refusals import Code, Refusal
from chat_session.models import Session
from message import opening, placing
from message.admission import admit
from message.models import Message, Turn
from message.opening import Opened, Submit
from message.paying import pay
from message.plans import make_plans


def regenerate_reply(message_id: UUID, *, submit: Submit) -> Opened:
    """A newer version of a reply."""
    return opening.retrying(partial(_regenerate_reply, message_id, submit=submit))


def regenerate_side(session_id: UUID, side: str, *, submit: Submit) -> Opened:
    """The same of what a side said last."""
    return opening.retrying(partial(_regenerate_side, session_id, side, submit=submit))


@transaction.atomic
def _regenerate_reply(message_id: UUID, *, submit: Submit) -> Opened:
    reply = opening.find_message(submit.user, message_id)
    session = opening.lock(submit.user, reply.session_id)
    if earlier := opening.find_earlier(submit):
        return earlier
    if reply.is_question:
        raise ValidationError({"id": ["Only a reply can be generated again."]})
    leaf = opening.leaf_of(session)
    if leaf is None or leaf.pk != reply.turn_id:
        raise Refusal(Code.NOT_LAST)
    return _reopen(session, leaf, side=reply.participant, submit=submit)


@transaction.atomic
def _regenerate_side(session_id: UUID, side: str, *, submit: Submit) -> Opened:
    session = opening.lock(submit.user, session_id)
    if earlier := opening.find_earlier(submit):
        return earlier
    leaf = opening.leaf_of(session)
    if leaf is None or not leaf.messages.filter(participant=side).exists():
        raise ValidationError({"side": ["This side has said nothing yet."]})
    return _reopen(session, leaf, side=side, submit=submit)


def _reopen(session: Session, turn: Turn, *, side: str, submit: Submit) -> Opened:
    if turn.voted_at:
        raise Refusal(Code.ALREADY_VOTED)
    opening.refuse_while_speaking(session, side)
    admit(submit, sides=1)
    asked = turn.messages.get(role=Message.Role.USER)
    contenders = opening.contenders_of(session).filter(participant=side)
    run = opening.add_run(turn, submit)
    version = turn.messages.filter(participant=side).aggregate(newest=Max("version"))["newest"]
    replies = placing.add_replies(run, contenders, asked=asked, ids={}, version=version + 1)
    session.note_said(len(replies))
    plans = make_plans(contenders, submit.wishes, session=session, after=turn.parent, question=asked.content)
    models = {each.participant: each.model for each in contenders}
    plans = pay(plans, replies, session=session, models=models, submit=submit)
    database.refuse_if_late()
    return Opened(run, session, question=asked.pk, replies=replies, plans=plans)
