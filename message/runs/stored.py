"""A run that nobody speaks in any more, as its rows tell it."""

from chat_session import masking
from chat_session.models import Session
from message.models import FAILURES, Failure, Message
from message.opening import Opened
from message.runs.logs import replay
from message.runs.news import Ended
from message.runs.outcomes import Outcome
from message.runs.transcripts import Transcript


def read_transcript(opened: Opened) -> Transcript:
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
    code = Failure.INTERRUPTED.value if reply.status in Message.LIVE else reply.error_code
    outcome = Outcome(Message.Status(reply.status), reply.finish_reason, FAILURES.get(code))
    return Ended(
        reply.participant,
        reply.pk,
        position=position,
        reason=outcome.reason,
        code=outcome.code,
        error=outcome.sentence,
        is_retryable=outcome.is_retryable,
        usage=masking.show_figures(session, reply.usage),
        timings=masking.show_figures(session, reply.timings),
    )
