"""How a session is copied: its contenders, and the path as it stands, without what is still being said."""

from itertools import groupby
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from api.refusals import Code, Refusal
from chat_session.models import Contender, Session
from message.history import History
from message.models import Message, Run, Turn


@transaction.atomic
def duplicate(session: Session, *, title: str | None, with_messages: bool) -> Session:
    if session.is_blind:
        raise Refusal(Code.BLIND)
    copy = Session.objects.create(
        user_id=session.user_id,
        mode=session.mode,
        size=session.size,
        title=session.title if title is None else title,
        revealed_at=session.revealed_at,
    )
    Contender.objects.bulk_create(_seat(contender, copy) for contender in session.contenders.all())
    if with_messages:
        _copy_path(History.of_session(session.pk).path(), into=copy)
    return copy


def _seat(contender: Contender, session: Session) -> Contender:
    return Contender(
        session=session,
        participant=contender.participant,
        model_id=contender.model_id,
        system_prompt=contender.system_prompt,
        params=contender.params,
    )


def _copy_path(path: list[Message], *, into: Session) -> None:
    turns: list[Turn] = []
    runs: list[Run] = []
    messages: list[Message] = []
    heard: list[UUID] = []
    for number, (_, spoken) in enumerate(groupby(path, key=lambda message: message.turn_id), 1):
        turns.append(
            Turn(session=into, number=number, parent=turns[-1] if turns else None, depth=number - 1, is_copy=True)
        )
        runs.append(Run(session=into, turn=turns[-1], ended_at=timezone.now()))
        copies = _copy_turn(list(spoken), runs[-1], heard=heard)
        heard = [message.pk for message in copies if not message.is_question]
        messages += copies
    Turn.objects.bulk_create(turns)
    Run.objects.bulk_create(runs)
    Message.objects.bulk_create(messages)
    Session.objects.filter(pk=into.pk).update(message_count=F("message_count") + len(messages))


def _copy_turn(spoken: list[Message], run: Run, *, heard: list[UUID]) -> list[Message]:
    """Ids are new; a copied answer has cost nothing, and its reader has not judged it yet."""
    turn = run.turn
    question_id = uuid4()
    copies = []
    for message in spoken:
        if message.status in Message.LIVE:
            continue
        parents = heard if message.is_question else [question_id]
        message.pk = question_id if message.is_question else uuid4()
        message.session, message.turn, message.turn_number = turn.session, turn, turn.number
        message.run = None if message.is_question else run
        message.stem = (turn.parent_id or turn.session_id) if message.is_question else turn.pk
        message.version, message.parent_message_ids = 1, [str(parent) for parent in parents]
        message.feedback, message.usage, message.created_at = "", None, timezone.now()
        message._state.adding = True  # noqa: SLF001 -- Django's documented way to copy a row
        copies.append(message)
    return copies
