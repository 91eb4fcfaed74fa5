"""How the turns of a session hang together: the tree of all, the path to one. One query tells a whole session."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from message.journal import fold
from message.models import Message, MessageQuerySet, Turn
from user.models import User


def read(messages: MessageQuerySet) -> list[Message]:
    """As far as they have been said."""
    return fold(list(messages.told().in_order()))


@dataclass(frozen=True)
class History:
    """All messages of one session, in order."""

    messages: Sequence[Message]

    @classmethod
    def of_session(cls, session_id: UUID) -> "History":
        return cls(read(Message.objects.filter(session_id=session_id)))

    @classmethod
    def around(cls, message_id: UUID, *, user: User) -> "History":
        """The session a message of this user stands in; empty when there is none."""
        own = Message.objects.of(user).filter(session__messages=message_id)
        return cls(read(own))

    @cached_property
    def turns(self) -> dict[UUID, Turn]:
        return {message.turn_id: message.turn for message in self.messages}

    @cached_property
    def by_turn(self) -> dict[UUID, list[Message]]:
        grouped: dict[UUID, list[Message]] = defaultdict(list)
        for message in self.messages:
            grouped[message.turn_id].append(message)
        return grouped

    def find(self, message_id: UUID) -> Message | None:
        return next((message for message in self.messages if message.pk == message_id), None)

    def between(self, start: Message, end: Message) -> list[Message]:
        """The path from one message to another, in just these versions; empty when there is none."""
        named = {(message.turn_id, message.participant): message for message in (start, end)}
        path = [named.get((message.turn_id, message.participant), message) for message in self.path(end.turn_id)]
        path = [message for message in path if message.position <= end.position]
        return path[path.index(start) :] if start in path else []

    def path(self, leaf: UUID | None = None) -> list[Message]:
        """From the first question to a turn, the newest one by default: questions with each side's newest reply."""
        if not self.messages:
            return []
        upwards = list(self._upwards(leaf or self.messages[-1].turn_id))
        return [message for turn in reversed(upwards) for message in self._newest(turn)]

    def below(self, message: Message) -> list[Message]:
        """A message and all that follows from it, on every branch. In order, parents come before their children."""
        reached = {message.turn_id}
        for turn in self.turns.values():
            if turn.parent_id in reached:
                reached.add(turn.pk)
        siblings = {other.pk for other in self.by_turn[message.turn_id]} if not message.is_question else set()
        return [
            other
            for other in self.messages
            if other.turn_id in reached and (other.pk == message.pk or other.pk not in siblings)
        ]

    def _upwards(self, turn_id: UUID) -> Iterator[UUID]:
        at: UUID | None = turn_id
        while at is not None:
            yield at
            at = self.turns[at].parent_id

    def _newest(self, turn_id: UUID) -> list[Message]:
        """Versions come in order, so the last one of a side stays."""
        return list({message.participant: message for message in self.by_turn[turn_id]}.values())
