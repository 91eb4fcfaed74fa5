"""A run as long as it lives: who speaks, who is stopped, and that each end is stored before it is told."""

import asyncio
import logging
from collections.abc import Iterable

from django.conf import settings

from ai_model.providers.events import Event
from chat_session import masking
from message.journal import Said
from message.opening import Opened
from message.runs.keeping import Keeper, Scribe
from message.runs.logs import Log
from message.runs.loneliness import is_of_guest, wait_until_left
from message.runs.merging import merge
from message.runs.news import Ended
from message.runs.outcomes import BROKEN, INTERRUPTED, STOPPED, Outcome
from message.runs.producing import Producer, Queue
from message.runs.saving import Ending, Saver, sum_up
from message.runs.stored import read_end, read_log
from message.runs.transcripts import Transcript
from message.runs.voices import Voice

logger = logging.getLogger(__name__)


class Running:
    def __init__(self, opened: Opened, saver: Saver, *, keeper: Keeper) -> None:
        self.session = opened.session
        self.plans = opened.plans
        self.saver = saver
        self.keeper = keeper
        self.transcript = Transcript(opened.run.pk, opened.question, replies=opened.replies)
        self.queue: Queue = asyncio.Queue()
        self.producers = {side: Producer(side, self.queue) for side in self.plans}
        # What is shown may wait until it has been kept.
        shown = self.transcript.logs
        logs = {side: Log(side) for side in shown} if settings.ARENA_DURABLE else shown
        self.voices = {side: Voice(logs[side], plan, session=self.session) for side, plan in self.plans.items()}
        self.scribe = Scribe(self.transcript, logs, show=self._show, stop=self.stop)
        # What they have said is no longer whole.
        self.broken: set[str] = set()
        self.ends: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """To its end, whoever listens."""
        self.keeper.open(self.scribe)
        for side, plan in self.plans.items():
            if plan.call:
                self.producers[side].start(plan.call)
            else:
                self.producers[side].fail(plan.failure)
        watch = asyncio.create_task(self._watch_loneliness()) if is_of_guest(self.session) else None
        await merge(self.queue, sides=len(self.plans), hear=self._hear, wake=self._wake, end=self._begin_end)
        if watch:
            watch.cancel()
        speaking = [producer.task for producer in self.producers.values() if producer.task]
        await asyncio.gather(*self.ends, *speaking, *filter(None, [watch]), return_exceptions=True)
        self.keeper.close(self.scribe)

    def stop(self, sides: Iterable[str]) -> bool:
        """Whether any of them was still speaking."""
        return sum(self.producers[side].end(STOPPED) for side in sides) > 0

    def interrupt(self) -> None:
        for producer in self.producers.values():
            producer.end(INTERRUPTED)

    async def _watch_loneliness(self) -> None:
        if await wait_until_left(self.transcript):
            self.interrupt()

    def _hear(self, side: str, event: Event) -> None:
        try:
            self.voices[side].hear(event)
        except Exception:
            logger.exception("side %s of run %s broke", side, self.transcript.run)
            self.broken.add(side)
            self.producers[side].end(BROKEN)

    def _wake(self) -> None:
        self.keeper.note(self.scribe)
        if not settings.ARENA_DURABLE:
            self.transcript.wake()

    def _show(self, said: Said) -> None:
        """What has been kept."""
        if settings.ARENA_DURABLE:
            for side, pieces in said.items():
                if side not in self.transcript.ends:
                    self.transcript.logs[side].add_pieces(pieces)
            self.transcript.wake()

    def _begin_end(self, side: str, outcome: Outcome) -> None:
        """In a task of its own: the others go on meanwhile."""
        self.ends.append(asyncio.create_task(self._end(side, BROKEN if side in self.broken else outcome)))

    async def _end(self, side: str, outcome: Outcome) -> None:
        try:
            ending = self._sum_up(side, outcome)
        except Exception:
            logger.exception("side %s of run %s cannot be summed up", side, self.transcript.run)
            ending = Ending(self.transcript.replies[side], BROKEN, self.transcript.run)
        stored = await self.saver.add(ending)
        log = self.transcript.logs[side]
        log.complete(read_log(stored.row) if stored.row else self.voices[side].log)
        self.transcript.end(read_end(stored.row) if stored.row else self._tell(ending, stored.outcome, log))

    def _tell(self, ending: Ending, outcome: Outcome, log: Log) -> Ended:
        usage, timings = (masking.show_figures(self.session, ending.said.get(name)) for name in ("usage", "timings"))
        return outcome.tell(log.side, ending.message, position=log.position, usage=usage, timings=timings)

    def _sum_up(self, side: str, outcome: Outcome) -> Ending:
        voice = self.voices[side]
        said = sum_up(voice.log)
        usage = voice.count_usage(text=said["content"], reasoning=said["reasoning"])
        figures = {"usage": usage, "timings": voice.timings}
        message = self.transcript.replies[side]
        return Ending(message, outcome, self.transcript.run, {**said, **figures}, stand_in=voice.stand_in)
