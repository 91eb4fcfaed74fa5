"""How one side gets its answer: all that its model says goes into the queue of its run, and last how it ended."""

import asyncio
import logging
from contextlib import aclosing

from ai_model.providers import calling
from ai_model.providers.calls import Attempt, Call
from ai_model.providers.errors import ProviderError
from ai_model.providers.events import End, Event
from message.runs.outcomes import BROKEN, INTERRUPTED, Outcome

logger = logging.getLogger(__name__)

# Unbounded: it is emptied whenever anything is in it, and an answer has a bound of its own.
Queue = asyncio.Queue[tuple[str, Event | Outcome]]


class Producer:
    def __init__(self, side: str, queue: Queue) -> None:
        self.side = side
        self.queue = queue
        # The first that anybody decides on counts.
        self.outcome: Outcome | None = None
        self.is_told = False
        # Requests that were sent for it.
        self.attempts: list[Attempt] = []
        self.task: asyncio.Task[None] | None = None

    def start(self, call: Call) -> None:
        if self.outcome:
            # Somebody was quicker.
            return
        self.task = asyncio.create_task(self._produce(call))
        # Not in a `finally`: a task that is cancelled before its first step has none.
        self.task.add_done_callback(lambda task: self._tell())

    def fail(self, code: str) -> None:
        """There is nobody to ask."""
        self._decide(Outcome.failed(code))
        self._tell()

    def end(self, outcome: Outcome) -> bool:
        """From outside; whether it was still speaking, or about to. Its socket is closed at once."""
        if not self._decide(outcome):
            return False
        if self.task:
            self.task.cancel()
        else:
            # Nobody was asked yet, and nobody will be.
            self._tell()
        return True

    async def _produce(self, call: Call) -> None:
        try:
            async with aclosing(calling.current().stream(call, self.attempts)) as events:
                async for event in events:
                    if isinstance(event, End):
                        self._decide(Outcome.of(event))
                        # At once: what still comes only lets the connection be used again.
                        self._tell()
                    else:
                        self.queue.put_nowait((self.side, event))
        except ProviderError as error:
            self._decide(Outcome.failed(error.code))
        except Exception:
            logger.exception("side %s failed by our own fault", self.side)
            self._decide(BROKEN)

    def _decide(self, outcome: Outcome) -> bool:
        is_first = self.outcome is None
        self.outcome = self.outcome or outcome
        return is_first

    def _tell(self) -> None:
        """Once. Where nobody has decided, it was interrupted."""
        if not self.is_told:
            self.is_told = True
            self.queue.put_nowait((self.side, self.outcome or INTERRUPTED))
