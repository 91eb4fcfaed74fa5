"""How a turn comes to be: question, replies and run are there, in one transaction, before the first word is said."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from api import database
from api.refusals import Code, Refusal
from chat_session.models import Contender, Session
from message import opening, placing
from message.admission import admit
from message.models import Failure, Message, Turn
from message.opening import Opened, Submit
from message.paying import pay
from message.plans import make_plans
from message.questions import Question


def ask(session_id: UUID, question: Question, *, submit: Submit) -> Opened:
    """The next turn of a session, or the one that this question has opened before."""
    return opening.retrying(partial(_ask, session_id, question, submit=submit))


def branch(message_id: UUID, question: Question, *, submit: Submit) -> Opened:
    """The question of a turn in other words: a turn beside it."""
    return opening.retrying(partial(_branch, message_id, question, submit=submit))


@transaction.atomic
def store_refused(session_id: UUID, question: Question, *, submit: Submit, failure: Failure) -> None:
    """A turn that was never put to anybody, for clients who are told so in band and regenerate it."""
    session = opening.lock(submit.user, session_id)
    contenders = _seated(session, question)
    _refuse_taken_ids(question)
    leaf = opening.leaf_of(session)
    turn = placing.add_turn(session, question, after=_parent(session, question.parents) or leaf, number=_next(leaf))
    run = opening.add_run(turn, submit, ended_at=timezone.now())
    asked = placing.add_question(turn, question)
    placing.add_replies(run, contenders, asked=asked, ids=question.replies, failure=failure)
    session.note_said(1 + len(contenders))


@transaction.atomic
def _ask(session_id: UUID, question: Question, *, submit: Submit) -> Opened:
    session = opening.lock(submit.user, session_id)
    if earlier := opening.find_earlier(submit):
        return earlier
    parent = _parent(session, question.parents)
    return _open(session, question, submit=submit, after=parent)


@transaction.atomic
def _branch(message_id: UUID, question: Question, *, submit: Submit) -> Opened:
    asked = opening.find_message(submit.user, message_id)
    session = opening.lock(submit.user, asked.session_id)
    if earlier := opening.find_earlier(submit):
        return earlier
    if not asked.is_question:
        raise ValidationError({"id": ["Only a question can be put in other words."]})
    return _open(session, question, submit=submit, after=asked.turn.parent, is_first=asked.turn.parent is None)


def _open(
    session: Session, question: Question, *, submit: Submit, after: Turn | None, is_first: bool = False
) -> Opened:
    contenders = _seated(session, question, side=submit.side)
    opening.refuse_while_speaking(session)
    _refuse_taken_ids(question)
    admit(submit, sides=len(contenders))
    leaf = opening.leaf_of(session)
    parent = None if is_first else after or leaf
    turn = placing.add_turn(session, question, after=parent, number=_next(leaf))
    run = opening.add_run(turn, submit)
    asked = placing.add_question(turn, question)
    replies = placing.add_replies(run, contenders, asked=asked, ids=question.replies)
    session.note_said(1 + len(replies))
    plans = make_plans(contenders, submit.wishes, session=session, after=parent, question=question.content)
    models = {each.participant: each.model for each in contenders}
    plans = pay(plans, replies, session=session, models=models, submit=submit)
    database.refuse_if_late()
    return Opened(run, session, question=asked.pk, replies=replies, plans=plans)


def _seated(session: Session, question: Question, *, side: str = "") -> list[Contender]:
    contenders = list(opening.contenders_of(session))
    named = {*question.replies, *side}
    if named - {contender.participant for contender in contenders}:
        raise ValidationError({"messages": ["The session has no such participant."]})
    return contenders


def _next(leaf: Turn | None) -> int:
    return leaf.number + 1 if leaf else 1


def _parent(session: Session, messages: Sequence[UUID]) -> Turn | None:
    """The turn of the newest of these messages; those that are not of this session say nothing."""
    return Turn.objects.filter(session=session, messages__in=messages).order_by("-number").first() if messages else None


def _refuse_taken_ids(question: Question) -> None:
    ids = [identifier for identifier in (question.id, *question.replies.values()) if identifier]
    if ids and Message.objects.filter(pk__in=ids).exists():
        raise Refusal(Code.ID_TAKEN)
