"""What it takes to open a run, whatever it is about: who asks, the session held still, retries found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError
from django.db.models import QuerySet

from api.refusals import Code, Refusal
from chat_session.models import Contender, Session
from message.models import Message, Run, Turn
from message.plans import Plan, Wishes
from message.presence import presence
from user.models import APIKey, User

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Submit:
    """Who asks, in which way, and how a retry is known."""

    user: User
    fingerprint: str
    key: str | None = None
    # Empty: as its turn was told.
    format: str = ""
    # The side it has to have, if only one will be told.
    side: str = ""
    wishes: Wishes = field(default_factory=Wishes)
    # From where, and with which key if it is a program.
    address: str = ""
    program: APIKey | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A run and what it is about. One that was opened before has no plans."""

    run: Run
    session: Session
    question: UUID
    replies: Mapping[str, UUID]
    plans: Mapping[str, Plan]

    @property
    def is_new(self) -> bool:
        return bool(self.plans)


def lock(user: User, session_id: UUID) -> Session:
    """Nobody else opens a turn in it, votes in it or deletes it meanwhile."""
    user.hold()
    session = Session.objects.select_for_update().of(user).filter(pk=session_id).first()
    if session is None:
        raise Refusal(Code.NOT_FOUND)
    session.user = user
    return session


def retrying(attempt: Callable[[], T]) -> T:
    try:
        return attempt()
    except IntegrityError:
        # The same key or id was used in another session at this moment; looked for again, it is found.
        return attempt()


def find_earlier(submit: Submit) -> Opened | None:
    """What this key has opened before."""
    run = Run.objects.filter(user=submit.user, idempotency_key=submit.key).first() if submit.key else None
    if run is None:
        return None
    if run.fingerprint != submit.fingerprint:
        raise Refusal(Code.IDEMPOTENCY_MISMATCH)
    return find_opened(run)


def find_opened(run: Run) -> Opened:
    question = Message.objects.get(turn=run.turn_id, role=Message.Role.USER)
    replies = dict(run.replies.order_by("participant").values_list("participant", "pk"))
    return Opened(run, run.session, question=question.pk, replies=replies, plans={})


def find_message(user: User, message_id: UUID) -> Message:
    message = Message.objects.of(user).select_related("turn__parent").filter(pk=message_id).first()
    if message is None:
        raise Refusal(Code.NOT_FOUND)
    return message


def contenders_of(session: Session) -> QuerySet[Contender]:
    return session.contenders.select_related("model__provider").prefetch_related("model__prices")


def leaf_of(session: Session) -> Turn | None:
    """Where the current path ends: what was asked last."""
    return session.turns.select_related("parent").order_by("-number").first()


def refuse_while_speaking(session: Session, side: str | None = None) -> None:
    live = Message.objects.filter(run__session=session, run__ended_at=None, status__in=Message.LIVE)
    speaking = (live.filter(participant=side) if side else live).first()
    if speaking:
        raise Refusal(Code.TURN_IN_PROGRESS, run=str(speaking.run_id))


def add_run(turn: Turn, submit: Submit, *, ended_at: datetime | None = None) -> Run:
    told = submit.format or turn.runs.order_by("created_at").values_list("format", flat=True).first() or ""
    return Run.objects.create(
        session_id=turn.session_id,
        turn=turn,
        user=submit.user,
        idempotency_key=submit.key,
        fingerprint=submit.fingerprint,
        format=told,
        ended_at=ended_at,
        owner=presence.id,
    )
