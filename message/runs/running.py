"""A run as long as it lives: who speaks, who is stopped, and that each end is stored before it is told."""

import asyncio
import time
from collections.abc import Iterable
from typing import Any

from chat_session import masking
from message.models import Failure
from message.opening import Opened
from message.plans import Plan
from message.runs.logs import Kind
from message.runs.merging import merge
from message.runs.news import Ended
from message.runs.outcomes import BROKEN, INTERRUPTED, STOPPED, Outcome
from message.runs.producing import Producer, Queue
from message.runs.saving import Beginning, Ending, Saver
from message.runs.transcripts import Transcript
from message.runs.voices import Voice

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
        self.unsaved = set(self.plans)
        self.watch: asyncio.TimerHandle | None = None

    def give_up(self) -> None:
        """Before it begins: nobody is asked, as whoever wanted it has been told that it did not succeed."""
        self.plans = {side: Plan(plan.prompt, failure=Failure.INTERRUPTED) for side, plan in self.plans.items()}

    async def run(self) -> None:
        """To its end, whoever listens."""
        for side, plan in self.plans.items():
            if plan.call:
                self.producers[side].start(plan.call)
            else:
                self.producers[side].fail(plan.failure)
        async with asyncio.TaskGroup() as saving:
            await merge(
                self.queue,
                self.voices,
                wake=self._wake,
                end=lambda side, outcome: saving.create_task(self._end(side, outcome)),
            )
        if self.watch:
            self.watch.cancel()

    @property
    def is_of_guest(self) -> bool:
        return self.session.user is None or self.session.user.is_guest

    def stop(self, sides: Iterable[str]) -> bool:
        """Whether any of them was still speaking."""
        return sum(self.producers[side].end(STOPPED) for side in sides) > 0

    def interrupt(self) -> None:
        for producer in self.producers.values():
            producer.end(INTERRUPTED)

    async def collapse(self) -> None:
        """By our own fault; even so, every side has an end."""
        for side, voice in self.voices.items():
            if side in self.transcript.ends:
                continue
            self.producers[side].end(BROKEN)
            reply = self.transcript.replies[side]
            # Its run is closed with the first of them: nobody says anything in it any more.
            await self.saver.add(Ending(reply, BROKEN, self._words(voice), closes=self.transcript.run))
            self.transcript.end(_tell(BROKEN, reply=reply, voice=voice, usage=None, timings=None))

    def watch_loneliness(self) -> None:
        """A guest who has gone does not come back for the bill."""
        alone = 0.0 if self.transcript.listeners else time.monotonic() - self.transcript.alone_since
        if alone >= LONELY_SECONDS:
            self.interrupt()
        else:
            loop = asyncio.get_running_loop()
            self.watch = loop.call_later(LONELY_SECONDS - alone, self.watch_loneliness)

    def _wake(self) -> None:
        self.transcript.wake()
        for side in [side for side in self.unsaid if self.voices[side].has_spoken]:
            self.unsaid.discard(side)
            self.saver.add(Beginning(self.transcript.replies[side]))

    async def _end(self, side: str, outcome: Outcome) -> None:
        self.unsaved.discard(side)
        voice, reply = self.voices[side], self.transcript.replies[side]
        figures = self._figures(voice)
        ending = Ending(
            reply,
            outcome,
            {**self._words(voice), **figures},
            stand_in=voice.stand_in,
            # Entries are stored in this order, so with the last one all are.
            closes=None if self.unsaved else self.transcript.run,
        )
        stored = await self.saver.add(ending)
        shown = {name: masking.show_figures(self.session, each) for name, each in figures.items()}
        self.transcript.end(_tell(stored or outcome, reply=reply, voice=voice, **shown))

    def _words(self, voice: Voice) -> dict[str, Any]:
        log = voice.log
        return {
            "content": log.text_of(Kind.TEXT),
            "reasoning": log.text_of(Kind.REASONING),
            "tool_calls": voice.calls,
            "outline": log.outline,
        }

    def _figures(self, voice: Voice) -> dict[str, Any]:
        log = voice.log
        usage = voice.count_usage(text=log.text_of(Kind.TEXT), reasoning=log.text_of(Kind.REASONING))
        return {"usage": usage, "timings": voice.timings}


def _tell(outcome: Outcome, *, reply: Any, voice: Voice, usage: Any, timings: Any) -> Ended:
    return Ended(
        voice.log.side,
        reply,
        position=voice.log.position,
        reason=outcome.reason,
        code=outcome.code,
        error=outcome.sentence,
        is_retryable=outcome.is_retryable,
        usage=usage,
        timings=timings,
    )
