"""How a reader follows a run: from its own place, at its own speed, to the end of every side."""

import asyncio
from collections.abc import Iterator

from message.runs.logs import Cursor
from message.runs.news import Began, News, Rewound, Said, Silence, Thought
from message.runs.positions import START, Places
from message.runs.transcripts import Transcript

SILENCE_SECONDS = 10.0
# Code points of one write: what a reader who reads nothing may cost.
AT_ONCE = 64 * 1024


class Reader:
    """An async iterator of what is new: all that has come since it was last asked, at once. It costs its run nothing
    until it begins, and nothing after `aclose`."""

    def __init__(self, transcript: Transcript, places: Places, *, may_return: bool = True) -> None:
        self.transcript = transcript
        self.places = places
        self.may_return = may_return
        self.cursors: dict[str, Cursor] = {}
        # Where it stands on each side that it has heard of.
        self.heard = {side: place.position for side, place in places.items()}
        self.over = {side for side, place in places.items() if place.is_over}
        self.has_begun = False
        self.has_news = asyncio.Event()
        self.told_at = asyncio.get_running_loop().time()
        self.is_silent = False
        self.timer: asyncio.TimerHandle | None = None

    def __aiter__(self) -> "Reader":
        return self

    async def __anext__(self) -> list[News]:
        news = self._begin() if not self.has_begun else []
        news.extend(self._look())
        while not news:
            if self.is_over:
                raise StopAsyncIteration
            news = self._part() if self.transcript.is_closed else await self._wait()
        return news

    def note_told(self) -> None:
        """Some news is none in some formats."""
        self.told_at = asyncio.get_running_loop().time()

    async def aclose(self) -> None:
        self.transcript.leave(self)
        if self.timer:
            self.timer.cancel()

    @property
    def is_over(self) -> bool:
        return len(self.over) == len(self.transcript.replies)

    def wake(self) -> None:
        self.has_news.set()

    def _begin(self) -> list[News]:
        told = self.transcript
        self.has_begun = True
        told.listen(self)
        self._watch_silence()
        positions = {side: self.places.get(side, START).position for side in told.sides}
        return [Began(told.run, told.question, told.replies, positions, frozenset(self.over))]

    async def _wait(self) -> list[News]:
        self.has_news.clear()
        self.is_silent = False
        await self.has_news.wait()
        # Also before news: some formats have no word for it.
        return [*([Silence()] if self.is_silent else []), *self._look()]

    def _part(self) -> list[News]:
        told = () if self.may_return else self.transcript.farewells.items()
        farewells: list[News] = [end for side, end in told if side not in self.over]
        self.over.update(self.transcript.sides)
        return farewells

    def _look(self) -> list[News]:
        """All that is new, or so much of it as goes into one write: the rest is there when that is written."""
        news: list[News] = []
        room = AT_ONCE
        for each in self._news():
            news.append(each)
            if isinstance(each, Said | Thought):
                self.heard[each.side] = each.position
                room -= len(each.text)
            if room <= 0:
                break
        return news

    def _news(self) -> Iterator[News]:
        for side, log in self.transcript.logs.items():
            if side in self.over:
                continue
            if cursor := self._cursor(side):
                yield from log.read(cursor)
            if end := self.transcript.ends.get(side):
                self.over.add(side)
                # It is ahead of all that was said, or more was said than could be kept, or than may stay.
                if end.position < self.heard.get(side, 0):
                    yield Rewound({side: end.position})
                yield end

    def _cursor(self, side: str) -> Cursor | None:
        """None while it is ahead of what was said: then it waits."""
        if side not in self.cursors:
            log, place = self.transcript.logs[side], self.places.get(side, START)
            if place.position > log.position:
                return None
            self.cursors[side] = log.find(place.position)
        return self.cursors[side]

    def _watch_silence(self) -> None:
        """One timer for a reader, not one for each wait: it looks after the latest when it rings."""
        loop = asyncio.get_running_loop()
        due = self.told_at + SILENCE_SECONDS
        if loop.time() >= due:
            self.is_silent, due = True, loop.time() + SILENCE_SECONDS
            self.wake()
        self.timer = loop.call_at(due, self._watch_silence)
