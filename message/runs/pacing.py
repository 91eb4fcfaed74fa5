"""How a run is told at a pace: in steps, all sides in the same ones, and none further than the pace allows."""

import asyncio
import time
from collections import deque
from typing import Any
from weakref import WeakValueDictionary

from message.paces import Pace, show_all, take
from message.runs.logs import Cursor
from message.runs.outcomes import part
from message.runs.transcripts import Listener, Transcript

STEP_SECONDS = 0.1


def limit_of(told: Transcript, pace: Pace) -> int:
    return pace([log.position for side, log in told.logs.items() if side not in told.ends])


class Paced(Transcript):
    """What may be shown of another one. It listens to that as long as somebody listens to it."""

    def __init__(self, told: Transcript, pace: Pace) -> None:
        super().__init__(told.run, told.question, replies=told.replies)
        self.told = told
        self.pace = pace
        self.cursors = {side: Cursor() for side in told.sides}
        # Said, and not shown yet.
        self.waiting: dict[str, deque[tuple[str, Any]]] = {side: deque() for side in told.sides}
        # Runs step at moments of their own, not all at once.
        self.began_at = time.monotonic()
        self.timer: asyncio.TimerHandle | None = None

    def listen(self, listener: Listener) -> None:
        super().listen(listener)
        self.told.listen(self)
        self.step()

    def leave(self, listener: Listener) -> None:
        super().leave(listener)
        if not self.listeners:
            self.told.leave(self)
            self._rest()

    def wake(self) -> None:
        """There is news, which waits for the next step, unless there is nobody left to wait for."""
        if self.told.is_over or self.told.is_closed:
            self.step()
        elif self.timer is None:
            left = STEP_SECONDS - (time.monotonic() - self.began_at) % STEP_SECONDS
            self.timer = asyncio.get_running_loop().call_later(left, self.step)

    def step(self) -> None:
        self._rest()
        limit = limit_of(self.told, self.pace)
        for side, shown in self.logs.items():
            waiting = self.waiting[side]
            if side in self.told.ends and not self.told.logs[side].pieces:
                # Nothing was said, or it was taken back.
                waiting.clear()
                shown.clear()
            waiting.extend(self.told.logs[side].take_pieces(self.cursors[side]))
            shown.add_pieces(list(take(waiting, limit - shown.position)))
        self.ends.update({side: end for side, end in self.told.ends.items() if end.position < limit})
        if self.told.is_closed:
            self.is_closed, self.farewells = True, part(self)
        super().wake()

    def _rest(self) -> None:
        if self.timer:
            self.timer.cancel()
            self.timer = None


# Readers of the same run see the same steps. Two who are the first at the same moment may each have their own.
_paced: WeakValueDictionary[Transcript, Paced] = WeakValueDictionary()


def find_paced(told: Transcript, pace: Pace) -> Transcript:
    """In any thread. Itself, where nothing has to wait."""
    if pace is show_all or told.is_over:
        return told
    if known := _paced.get(told):
        return known
    paced = _paced[told] = Paced(told, pace)
    return paced
