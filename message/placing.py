"""Where the rows of a turn stand: their number, their depth, their version, and what they come after."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

from chat_session.models import Contender, Session
from message.models import Failure, Message, Run, Turn
from message.questions import Question


def add_turn(session: Session, question: Question, *, after: Turn | None, number: int) -> Turn:
    return Turn.objects.create(session=session, number=number, parent=after, depth=after.depth + 1 if after else 0)


def add_question(turn: Turn, question: Question) -> Message:
    stem = turn.parent_id or turn.session_id
    versions = Message.objects.filter(stem=stem, participant="").count()
    return Message.objects.create(
        pk=question.id or uuid4(),
        session_id=turn.session_id,
        turn=turn,
        turn_number=turn.number,
        role=Message.Role.USER,
        stem=stem,
        version=versions + 1,
        parent_message_ids=_heard(turn),
        content=question.content,
        status=Message.Status.SUCCESS,
    )


def _heard(turn: Turn) -> list[str]:
    """The replies a question comes after: of each side the newest."""
    if turn.parent_id is None:
        return []
    replies = Message.objects.filter(turn=turn.parent_id, role=Message.Role.ASSISTANT).order_by("version")
    newest = dict(replies.values_list("participant", "pk"))
    return [str(newest[side]) for side in sorted(newest)]


def add_replies(
    run: Run,
    contenders: Iterable[Contender],
    *,
    asked: Message,
    ids: Mapping[str, UUID | None],
    version: int = 1,
    failure: Failure | None = None,
) -> dict[str, UUID]:
    replies = [
        Message(
            pk=ids.get(contender.participant) or uuid4(),
            session_id=run.session_id,
            turn=asked.turn,
            turn_number=asked.turn_number,
            run=run,
            role=Message.Role.ASSISTANT,
            participant=contender.participant,
            stem=asked.turn_id,
            version=version,
            parent_message_ids=[str(asked.pk)],
            model_id=contender.model_id,
            status=Message.Status.ERROR if failure else Message.Status.PENDING,
            error_code=failure or "",
        )
        for contender in contenders
    ]
    Message.objects.bulk_create(replies)
    return {reply.participant: reply.pk for reply in replies}
