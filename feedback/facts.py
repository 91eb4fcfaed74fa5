"""What has to be known of a turn to say what a vote on it weighs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Max
from django.utils import timezone

from ai_model.models import AIModel
from chat_session.models import Session
from feedback.aliases import aliases_of
from feedback.models import Vote
from message.models import Message, Run
from user.models import User

# Code points that are looked through while somebody waits: a fraction of a second, and few battles are as long.
AT_ONCE = 512 * 1024


class TooMuch(Exception):
    """More was said than can be looked through now; the periodic work takes the time."""


@dataclass(frozen=True)
class Facts:
    question: Message
    # The answers that are compared.
    replies: Mapping[str, Message]
    is_blind: bool
    is_staff: bool
    dwell_ms: int
    cast_at: datetime
    # Nobody waits for what is found.
    has_time: bool = False

    @property
    def answers(self) -> list[str]:
        return [reply.content for reply in self.replies.values()]

    @cached_property
    def said(self) -> list[Message]:
        """Everything in the session, whatever the turn: who has told their name before is known afterwards."""
        before = Message.objects.filter(session=self.question.session_id, created_at__lte=self.cast_at)
        rows = before.exclude(status__in=Message.LIVE).select_related("model__provider").order_by("-turn_number")
        said, room = [], AT_ONCE
        for message in rows.iterator(chunk_size=100):
            said.append(message)
            room -= len(message.content) + len(message.reasoning)
            if room < 0 and not self.has_time:
                raise TooMuch
        return said

    @property
    def questions(self) -> Iterator[str]:
        return (message.content for message in self.said if message.is_question)

    @property
    def told(self) -> Iterator[tuple[str, frozenset[str]]]:
        """What was answered, with the names that its model goes by."""
        for message in self.said:
            if message.model:
                names = names_of(message.model)
                yield from ((text, names) for text in (message.reasoning, message.content) if text)


def names_of(model: AIModel) -> frozenset[str]:
    known = aliases_of(
        display_name=model.display_name,
        name=model.name,
        organization=model.organization,
        provider=model.provider.name,
    )
    return known.union(model.aliases)


def gather(session: Session, question: Message, *, replies: Mapping[str, Message], voter: User) -> Facts:
    """Before anything is written."""
    now = timezone.now()
    ended_at = Run.objects.filter(turn=question.turn_id).aggregate(last=Max("ended_at"))["last"] or now
    return Facts(
        question,
        replies,
        is_blind=session.is_blind,
        is_staff=voter.is_staff,
        dwell_ms=round((now - ended_at).total_seconds() * 1000),
        cast_at=now,
    )


def recall(vote: Vote) -> Facts:
    """As it was when it was cast."""
    replies = {slot.participant: slot.message for slot in vote.slots.select_related("message")}
    voter = vote.voter.user
    return Facts(
        vote.question,
        replies,
        is_blind=vote.is_blind,
        is_staff=bool(voter and voter.is_staff),
        dwell_ms=vote.dwell_ms,
        cast_at=vote.created_at,
        has_time=True,
    )
