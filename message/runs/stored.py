"""A run that nobody speaks in any more, as its rows tell it."""

from uuid import UUID
from weakref import WeakValueDictionary

from chat_session import masking
from chat_session.models import Session
from message.models import Message
from message.opening import Opened
from message.runs.logs import replay
from message.runs.news import Ended
from message.runs.outcomes import INTERRUPTED, Outcome
from message.runs.transcripts import Transcript

# Readers of the same run share its text, as long as there are any.
_told: WeakValueDictionary[tuple[UUID, bool], Transcript] = WeakValueDictionary()


def read_transcript(opened: Opened) -> Transcript:
    """What is masked in it may be shown later."""
    key = opened.run.pk, opened.session.is_blind
    if known := _told.get(key):
        return known
    told = _read(opened)
    if opened.run.ended_at:
        _told[key] = told
    return told


def _read(opened: Opened) -> Transcript:
    told = Transcript(opened.run.pk, opened.question, replies=opened.replies)
    for reply in Message.objects.filter(run=opened.run).order_by("participant"):
        told.logs[reply.participant] = replay(
            reply.participant,
            text=reply.content,
            reasoning=reply.reasoning,
            calls=masking.show_tool_calls(opened.session, reply.tool_calls),
            outline=reply.outline,
        )
        told.ends[reply.participant] = _end_of(reply, opened.session, position=told.logs[reply.participant].position)
    return told


def _end_of(reply: Message, session: Session, *, position: int) -> Ended:
    """Who is said to be speaking and is not, was interrupted."""
    outcome = INTERRUPTED if reply.status in Message.LIVE else Outcome.read(reply)
    return outcome.tell(
        reply.participant,
        reply.pk,
        position=position,
        usage=masking.show_figures(session, reply.usage),
        timings=masking.show_figures(session, reply.timings),
    )
