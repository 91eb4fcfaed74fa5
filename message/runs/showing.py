"""How a run looks from outside."""

from collections.abc import Collection
from typing import Any

from message.models import Message
from message.opening import Opened
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
    states = {side: _state(transcript, side) for side in transcript.sides}
    return {
        "id": opened.run.pk,
        "session": opened.session.pk,
        "state": _state_of_all(states.values()),
        "sides": {
            side: {"state": state, "position": transcript.logs[side].position, "message": transcript.replies[side]}
            for side, state in states.items()
        },
    }


def _state_of_all(states: Collection[str]) -> str:
    return next(state for state in BY_WEIGHT if state in states)


def _state(transcript: Transcript, side: str) -> str:
    if end := transcript.ends.get(side):
        return end.status
    return Message.Status.STREAMING if transcript.logs[side].pieces else Message.Status.PENDING
