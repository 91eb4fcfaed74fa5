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
from message.runs.moderating import MODERATED, Moderation, find_moderator
from message.runs.news import Ended
from message.runs.outcomes import BROKEN, INTERRUPTED, STOPPED, Outcome
from message.runs.producing import Producer, Queue
from message.runs.saving import Ending, Saver, Stored, sum_up
from message.runs.spending import count_spent, show_spent
from message.runs.stored import read_end, read_log
from message.runs.tracing import trace
from message.runs.transcripts import Transcript
from message.runs.voices import Voice
from message.tallies import tallies
from usage.amounts import LOST

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
        self.moderation = Moderation(find_moderator())
        # What they have said is no longer whole.
        self.broken: set[str] = set()
        self.ends: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """To its end, whoever listens."""
        self.keeper.open(self.scribe)
        beginning = asyncio.create_task(self._begin())
        watch = asyncio.create_task(self._watch_loneliness()) if is_of_guest(self.session) else None
        await merge(self.queue, sides=len(self.plans), hear=self._hear, wake=self._wake, end=self._begin_end)
        # If all have ended before it has.
        beginning.cancel()
        if watch:
            watch.cancel()
        speaking = [producer.task for producer in self.producers.values() if producer.task]
        await asyncio.gather(*self.ends, *speaking, *filter(None, [watch]), beginning, return_exceptions=True)
        self.keeper.close(self.scribe)

    async def _begin(self) -> None:
        """Whoever is stopped meanwhile is not asked."""
        refused = await self.moderation.judge_question(self.plans.values())
        for side, plan in self.plans.items():
            if refused or not plan.call:
                self.producers[side].fail(refused.code if refused else plan.failure)
            else:
                self.producers[side].start(plan.call)

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
        if self.moderation.flags(side, event):
            self.producers[side].end(MODERATED)
            return
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
            spent = LOST if self.producers[side].attempts else None
            ending = Ending(self.transcript.replies[side], BROKEN, self.transcript.run, spent=spent)
        ending = await self.moderation.judge_answer(side, ending)
        stored = await self.saver.add(ending)
        log = self.transcript.logs[side]
        whole = self._whole(side, stored)
        if not whole.pieces:
            log.clear()
        log.complete(whole)
        self._count(side, stored)
        self.transcript.end(read_end(stored.row) if stored.row else self._tell(ending, stored.outcome, log))

    def _count(self, side: str, stored: Stored) -> None:
        voice, is_blind = self.voices[side], self.session.is_blind
        model = "" if is_blind else voice.stand_in or voice.plan.model
        tallies.note_end(stored.outcome.word, voice.timings, model=model, is_lost=stored.row is not None)
        trace(voice, stored.outcome, is_blind=is_blind)

    def _whole(self, side: str, stored: Stored) -> Log:
        """All that stays of it."""
        if stored.row:
            return read_log(stored.row)
        return Log(side) if side in self.moderation.taken_back else self.voices[side].log

    def _tell(self, ending: Ending, outcome: Outcome, log: Log) -> Ended:
        usage, timings = (masking.show_figures(self.session, ending.said.get(name)) for name in ("usage", "timings"))
        return outcome.tell(log.side, ending.message, position=log.position, usage=usage, timings=timings)

    def _sum_up(self, side: str, outcome: Outcome) -> Ending:
        voice = self.voices[side]
        said = sum_up(voice.log)
        attempts = self.producers[side].attempts
        spent = count_spent(
            voice.plan,
            said,
            told=voice.usage,
            outcome=outcome,
            attempts=attempts,
            stand_in=voice.stand_in,
            is_reached=voice.reached is not None or voice.has_spoken,
        )
        message = self.transcript.replies[side]
        figures = {"usage": show_spent(spent), "timings": voice.timings}
        return Ending(
            message,
            outcome,
            self.transcript.run,
            {**said, **figures},
            stand_in=voice.stand_in,
            spent=spent,
            failed=attempts[:-1],
        )
