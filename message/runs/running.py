"""A run as long as it lives: who speaks, who is stopped, and that each end is stored before it is told."""

import asyncio
import logging
import time
from collections.abc import Iterable

from django.db import Error

from ai_model.providers.events import Event
from api import database
from chat_session import masking
from chat_session.models import Session
from message.opening import Opened
from message.runs.logs import Kind
from message.runs.merging import merge
from message.runs.outcomes import BROKEN, INTERRUPTED, STOPPED, Outcome
from message.runs.producing import Producer, Queue
from message.runs.saving import Beginning, Ending, Saver
from message.runs.transcripts import Transcript
from message.runs.voices import Voice

logger = logging.getLogger(__name__)

LONELY_SECONDS = 30.0


class Running:
    def __init__(self, opened: Opened, saver: Saver) -> None:
        self.session = opened.session
        self.plans = opened.plans
        self.saver = saver
        self.transcript = Transcript(opened.run.pk, opened.question, replies=opened.replies)
        self.queue: Queue = asyncio.Queue()
        self.producers = {side: Producer(side, self.queue) for side in self.plans}
        self.voices = {
            side: Voice(self.transcript.logs[side], plan, session=self.session) for side, plan in self.plans.items()
        }
        self.unsaid = set(self.plans)
        # What they have said is no longer whole.
        self.broken: set[str] = set()
        self.ends: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """To its end, whoever listens."""
        for side, plan in self.plans.items():
            if plan.call:
                self.producers[side].start(plan.call)
            else:
                self.producers[side].fail(plan.failure)
        watch = asyncio.create_task(self._watch_loneliness()) if self._is_of_guest else None
        await merge(self.queue, sides=len(self.plans), hear=self._hear, wake=self._wake, end=self._begin_end)
        if watch:
            watch.cancel()
        speaking = [producer.task for producer in self.producers.values() if producer.task]
        await asyncio.gather(*self.ends, *speaking, *filter(None, [watch]), return_exceptions=True)

    def stop(self, sides: Iterable[str]) -> bool:
        """Whether any of them was still speaking."""
        return sum(self.producers[side].end(STOPPED) for side in sides) > 0

    def interrupt(self) -> None:
        for producer in self.producers.values():
            producer.end(INTERRUPTED)

    @property
    def _is_of_guest(self) -> bool:
        return self.session.user is None or self.session.user.is_guest

    async def _watch_loneliness(self) -> None:
        """A guest who has gone does not come back for the bill; who has signed up meanwhile may."""
        while (left := LONELY_SECONDS - self._lonely_seconds) > 0:  # noqa: ASYNC110 -- it sleeps for all that is left
            await asyncio.sleep(left)
        try:
            self.session = await database.hop(Session.objects.select_related("user").filter(pk=self.session.pk).get)
        except Error:
            logger.warning("run %s: whose it is now cannot be found out", self.transcript.run)
        if self._is_of_guest:
            self.interrupt()

    @property
    def _lonely_seconds(self) -> float:
        return 0.0 if self.transcript.listeners else time.monotonic() - self.transcript.alone_since

    def _hear(self, side: str, event: Event) -> None:
        try:
            self.voices[side].hear(event)
        except Exception:
            logger.exception("side %s of run %s broke", side, self.transcript.run)
            self.broken.add(side)
            self.producers[side].end(BROKEN)

    def _wake(self) -> None:
        self.transcript.wake()
        for side in [side for side in self.unsaid if self.voices[side].has_spoken]:
            self.unsaid.discard(side)
            self.saver.add(Beginning(self.transcript.replies[side]))

    def _begin_end(self, side: str, outcome: Outcome) -> None:
        """In a task of its own: the others go on meanwhile."""
        self.ends.append(asyncio.create_task(self._end(side, BROKEN if side in self.broken else outcome)))

    async def _end(self, side: str, outcome: Outcome) -> None:
        try:
            ending = self._sum_up(side, outcome)
        except Exception:
            logger.exception("side %s of run %s cannot be summed up", side, self.transcript.run)
            ending = Ending(self.transcript.replies[side], BROKEN, self.transcript.run)
        stored = await self.saver.add(ending) or ending.outcome
        usage, timings = (masking.show_figures(self.session, ending.said.get(name)) for name in ("usage", "timings"))
        position = self.transcript.logs[side].position
        self.transcript.end(stored.tell(side, ending.message, position=position, usage=usage, timings=timings))

    def _sum_up(self, side: str, outcome: Outcome) -> Ending:
        voice = self.voices[side]
        text, reasoning = voice.log.text_of(Kind.TEXT), voice.log.text_of(Kind.REASONING)
        said = {
            "content": text,
            "reasoning": reasoning,
            "tool_calls": voice.calls,
            "outline": voice.log.outline,
            "usage": voice.count_usage(text=text, reasoning=reasoning),
            "timings": voice.timings,
        }
        return Ending(self.transcript.replies[side], outcome, self.transcript.run, said, stand_in=voice.stand_in)
