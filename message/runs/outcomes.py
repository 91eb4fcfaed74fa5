"""How a side can end: well, for a reason; stopped; or not well, with a code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ai_model.providers.events import End
from message.models import FAILURES, LASTING, Failure, Message
from message.runs.news import Ended
from message.runs.transcripts import Transcript

Figures = Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    status: Message.Status
    reason: str = ""
    failure: Failure | None = None

    @classmethod
    def of(cls, end: End) -> Outcome:
        return cls(Message.Status.SUCCESS, end.reason.value)

    @classmethod
    def failed(cls, code: str) -> Outcome:
        return cls(Message.Status.ERROR, failure=FAILURES[code])

    @classmethod
    def read(cls, row: Message) -> Outcome:
        return cls(Message.Status(row.status), row.finish_reason, FAILURES.get(row.error_code))

    @property
    def code(self) -> str:
        return self.failure.value if self.failure else ""

    @property
    def word(self) -> str:
        return self.code or self.reason

    @property
    def sentence(self) -> str:
        return self.failure.sentence if self.failure else ""

    def tell(self, side: str, message: UUID, *, position: int, **figures: Figures) -> Ended:
        """As readers hear it, with what may be shown of its figures."""
        return Ended(
            side,
            message,
            position,
            status=self.status,
            reason=self.reason,
            code=self.code,
            error=self.sentence,
            is_retryable=self.is_retryable,
            **figures,
        )

    @property
    def is_retryable(self) -> bool:
        return self.failure is not None and self.failure not in LASTING


STOPPED = Outcome(Message.Status.STOPPED, "stopped")
INTERRUPTED = Outcome.failed(Failure.INTERRUPTED)
BROKEN = Outcome.failed(Failure.INTERNAL)


def part(told: Transcript) -> dict[str, Ended]:
    """For whoever cannot come back: ends, not of the sides that still speak, but of all it will hear of them."""
    living = [side for side in told.sides if side not in told.ends]
    return {side: INTERRUPTED.tell(side, told.replies[side], position=told.logs[side].position) for side in living}
