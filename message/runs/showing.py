"""How a run looks from outside."""

from collections.abc import Collection, Iterable
from typing import Any

from chat_session import masking
from message.models import Message
from message.opening import Opened
from message.paces import EVERYTHING, pace_of
from message.runs.news import Ended
from message.runs.pacing import limit_of
from message.runs.transcripts import Transcript

# The first that any side has is the run's.
BY_WEIGHT = (
    Message.Status.STREAMING,
    Message.Status.PENDING,
    Message.Status.SUCCESS,
    Message.Status.STOPPED,
    Message.Status.ERROR,
)


def show_run(opened: Opened, transcript: Transcript) -> dict[str, Any]:
    limit = limit_of(transcript, pace_of(opened.session))
    states = {side: _state(transcript, side, limit=limit) for side in transcript.sides}
    positions = {side: min(log.position, limit) for side, log in transcript.logs.items()}
    return {
        "id": opened.run.pk,
        "session": opened.session.pk,
        "state": _state_of_all(states.values()),
        "sides": {
            side: {"state": state, "position": positions[side], "message": transcript.replies[side]}
            for side, state in states.items()
        },
    }


def withholds_end(opened: Opened, transcript: Transcript, sides: Iterable[str]) -> bool:
    """Whether one of these may have ended, and nobody may know it."""
    limit = limit_of(transcript, pace_of(opened.session))
    return limit < EVERYTHING and any(_end(transcript, side, limit=limit) is None for side in sides)


def _end(transcript: Transcript, side: str, *, limit: int) -> Ended | None:
    """That may be known."""
    end = transcript.ends.get(side)
    return end if end and end.position < limit else None


def _state_of_all(states: Collection[str]) -> str:
    return next(state for state in BY_WEIGHT if state in states)


def _state(transcript: Transcript, side: str, *, limit: int) -> str:
    if end := _end(transcript, side, limit=limit):
        return end.status
    if limit < EVERYTHING:
        return masking.SPEAKING["status"]
    return Message.Status.STREAMING if transcript.logs[side].pieces else Message.Status.PENDING
