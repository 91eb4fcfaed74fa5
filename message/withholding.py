"""What messages of a blind battle do not show while it is live: words beyond its limit, and ends before their time."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from chat_session import masking
from message.models import Message
from message.paces import EVERYTHING, PACES, pace_of, show_all, take

# Kinds with their text, or a whole call: how the journal puts it.
Pieces = Sequence[tuple[str, Any]]

UNSAID: Mapping[str, Any] = {"content": "", "reasoning": "", "tool_calls": []}


def find_runs(messages: Iterable[Message]) -> set[UUID]:
    """Those in which somebody speaks, of battles that are shown at a pace."""
    sessions = {message.session_id: message.session for message in messages}
    paced = [pk for pk, session in sessions.items() if pace_of(session) is not show_all]
    if not paced:
        return set()
    return set(Message.objects.live().filter(session__in=paced).values_list("run_id", flat=True))


def find_limits(runs: Collection[UUID], said: Iterable[tuple[UUID, Mapping[str, Pieces]]]) -> dict[UUID, int]:
    """By what the journal has said. Who still speaks is asked after that: nothing that was shown is taken back."""
    if not runs:
        return {}
    reached: Counter[tuple[UUID, str]] = Counter()
    for run, sides in said:
        for side, pieces in sides.items():
            reached[run, side] += sum(len(what) for kind, what in pieces if kind != "call")
    living: dict[UUID, list[int]] = defaultdict(list)
    for place in Message.objects.live().filter(run__in=runs).values_list("run_id", "participant"):
        living[place[0]].append(reached[place])
    return {run: PACES[settings.ARENA_BLIND_PACING](living[run]) for run in runs}


def withhold(reply: Message, limit: int) -> None:
    """An end that may not be shown has not come, nor any word: these are then what the journal has of them."""
    has_ended = reply.status not in Message.LIVE
    if limit == EVERYTHING or (has_ended and _position(reply) < limit):
        return
    for name, value in {**UNSAID, **masking.SPEAKING}.items():
        setattr(reply, name, value)


def cut(reply: Message, pieces: Pieces, *, limit: int) -> Iterator[tuple[str, Any]]:
    """What of these may follow on what it has."""
    return take(deque(pieces), limit - _position(reply))


def _position(reply: Message) -> int:
    return len(reply.reasoning) + len(reply.content)
