"""What is known of a side while it speaks: its words, how fast they come, what its provider tells of them."""

import logging
import time
from typing import Any

from django.conf import settings

from ai_model.providers.events import Event, FellBack, Reached, Reasoning, Text, ToolCall, Usage
from chat_session import masking
from chat_session.models import Session
from message.plans import Plan
from message.runs.logs import Kind, Log

logger = logging.getLogger(__name__)


class Voice:
    def __init__(self, log: Log, plan: Plan, *, session: Session) -> None:
        self.log = log
        self.plan = plan
        self.session = session
        self.usage: Usage | None = None
        self.reached: Reached | None = None
        # The model that speaks in place of the one that was asked.
        self.stand_in = ""
        self.deltas = 0
        self.began_at = self.last_at = time.monotonic()
        self.first_at: float | None = None
        self.is_traced = logger.isEnabledFor(logging.DEBUG)

    def hear(self, event: Event) -> None:
        match event:
            case Text(text):
                self.log.add(Kind.TEXT, text)
                self._count(text)
            case Reasoning(text):
                self.log.add(Kind.REASONING, text)
                self._count(text)
            case ToolCall():
                self._add_call({"id": event.id, "name": event.name, "arguments": event.arguments})
            case Usage():
                self.usage = event
            case Reached():
                self.reached = event
            case FellBack(model):
                self.stand_in = model

    def _add_call(self, call: dict[str, str]) -> None:
        """Stored as it is shown: a reveal in the middle shall not give it another id."""
        shown = masking.show_tool_call(self.session, call, number=len(self.log.calls) + 1)
        self.log.add_call(shown)
        self._count("")

    def _count(self, text: str) -> None:
        before, self.last_at = self.last_at, time.monotonic()
        self.deltas += 1
        if self.first_at is None:
            self.first_at = self.last_at
        if self.is_traced:
            shown = repr(text) if settings.DEBUG else ""
            waited = _milliseconds(self.last_at - before)
            logger.debug("delta %d of %s: %d letters, %s ms %s", self.deltas, self.log.side, len(text), waited, shown)

    @property
    def has_spoken(self) -> bool:
        return self.first_at is not None

    @property
    def timings(self) -> dict[str, Any]:
        """Since it was asked."""
        reached = self.reached
        return {
            "queued_ms": _milliseconds(reached.queued if reached else None),
            "connect_ms": _milliseconds(reached.connected if reached else None),
            "first_byte_ms": _milliseconds(reached.first_byte if reached else None),
            "first_token_ms": _milliseconds(None if self.first_at is None else self.first_at - self.began_at),
            "last_token_ms": _milliseconds(self.last_at - self.began_at if self.has_spoken else None),
            "duration_ms": _milliseconds(time.monotonic() - self.began_at),
            "deltas": self.deltas,
            "characters": self.log.position,
        }


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
