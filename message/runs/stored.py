"""A run that is over, as its rows tell it."""

from uuid import UUID
from weakref import WeakValueDictionary

from chat_session import masking
from message.models import Message
from message.opening import Opened
from message.runs.logs import Log, replay
from message.runs.news import Ended
from message.runs.outcomes import Outcome
from message.runs.transcripts import Transcript

# Readers of the same run share its text, as long as there are any.
_told: WeakValueDictionary[tuple[UUID, bool], Transcript] = WeakValueDictionary()


def read_transcript(opened: Opened) -> Transcript:
    """What is masked in it may be shown later."""
    key = opened.run.pk, opened.session.is_blind
    if known := _told.get(key):
        return known
    told = Transcript(opened.run.pk, opened.question, replies=opened.replies)
    for reply in Message.objects.select_related("session").filter(run=opened.run).order_by("participant"):
        told.logs[reply.participant] = read_log(reply)
        told.ends[reply.participant] = read_end(reply)
    _told[key] = told
    return told


def read_log(reply: Message) -> Log:
    return replay(
        reply.participant,
        text=reply.content,
        reasoning=reply.reasoning,
        calls=masking.show_tool_calls(reply.session, reply.tool_calls),
        outline=reply.outline,
    )


def read_end(reply: Message) -> Ended:
    return Outcome.read(reply).tell(
        reply.participant,
        reply.pk,
        position=len(reply.reasoning) + len(reply.content),
        usage=masking.show_figures(reply.session, reply.usage),
        timings=masking.show_figures(reply.session, reply.timings),
    )
