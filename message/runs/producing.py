"""How one side gets its answer: all that its model says goes into the queue of its run, and last how it ended."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import aclosing

from ai_model.providers import calling
from ai_model.providers.calls import Call
from ai_model.providers.errors import ProviderError
from ai_model.providers.events import End, Event
from message.models import Failure
from message.runs.outcomes import INTERRUPTED, Outcome

logger = logging.getLogger(__name__)

# Unbounded: it is emptied whenever anything is in it, and an answer has a bound of its own.
Queue = asyncio.Queue[tuple[str, Event | Outcome]]


class Producer:
    def __init__(self, side: str, queue: Queue) -> None:
        self.side = side
        self.queue = queue
        # The worst, so that an interruption leaves the truth behind.
        self.outcome = INTERRUPTED
        self.is_ending = False
        self.task: asyncio.Task[None] | None = None

    def start(self, call: Call) -> None:
        self.task = asyncio.create_task(self._produce(call))
        # Not in a `finally`: a task that is cancelled before its first step has none.
        self.task.add_done_callback(self._tell_outcome)
        if self.is_ending:
            # Somebody was quicker.
            self.task.cancel()

    def fail(self, code: str) -> None:
        """There is nobody to ask."""
        self.is_ending = True
        self.queue.put_nowait((self.side, Outcome.failed(code)))

    def end(self, outcome: Outcome) -> bool:
        """From outside; whether it was still speaking, or about to. Its socket is closed at once."""
        if self.is_ending or (self.task and self.task.done()):
            return False
        self.outcome, self.is_ending = outcome, True
        if self.task:
            self.task.cancel()
        return True

    async def _produce(self, call: Call) -> None:
        try:
            async with aclosing(calling.current().stream(call)) as events:
                async for event in events:
                    if isinstance(event, End):
                        self.outcome = Outcome.of(event)
                    else:
                        self.queue.put_nowait((self.side, event))
        except ProviderError as error:
            self.outcome = Outcome.failed(error.code)
        except Exception:
            logger.exception("side %s failed by our own fault", self.side)
            self.outcome = Outcome.failed(Failure.INTERNAL)

    def _tell_outcome(self, task: asyncio.Task[None]) -> None:
        self.queue.put_nowait((self.side, self.outcome))


Producers = Mapping[str, Producer]
