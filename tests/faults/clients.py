"""How well-behaved clients ask and read: a submit is sent again with its key, a reader comes back to where it was."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from itertools import cycle

from tests.faults.calling import Answer, Cut, Door, connect
from tests.faults.histories import Ear, Talk

OK = 200
# Between two tries, where the arena does not say how long.
PAUSE_SECONDS = 0.1
LOOK_SECONDS = 0.01
# Of a reader, from its first try to the end of all sides.
PATIENCE_SECONDS = 90.0
LISTEN = "/api/runs/{run}/stream/?after={place}&stream_format=lines"


class Doors:
    """Where the arena can be asked; whoever has no luck at one tries the next."""

    def __init__(self, *doors: Door) -> None:
        self._doors = cycle(doors)
        self.here = next(self._doors)

    def move(self) -> None:
        self.here = next(self._doors)


async def ask(talk: Talk, doors: Doors, *, tries: int = 2) -> None:
    """Until all of the answer is heard, wherever that has to be; nothing if it is refused as often as that."""
    ear = talk.open_ear()
    talk.asked_at = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await _ask(talk, ear, doors, tries=tries)
    except TimeoutError:
        ear.break_off("given up")


async def _ask(talk: Talk, ear: Ear, doors: Doors, *, tries: int) -> None:
    for _ in range(tries):
        await asyncio.sleep(ear.wait)
        await _try(lambda: _submit(talk, ear, doors.here), ear, doors)
        if talk.run:
            await _read_on(talk, ear, doors)
            return
    talk.ears.remove(ear)


async def listen(talk: Talk, doors: Doors) -> None:
    """Another reader, as soon as there is something to read."""
    ear = talk.open_ear()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await wait_until_taken(talk)
            await _read_on(talk, ear, doors)
    except TimeoutError:
        ear.break_off("given up")


async def wait_until_taken(talk: Talk) -> None:
    while not talk.run:  # noqa: ASYNC110 -- it comes with the headers
        await asyncio.sleep(LOOK_SECONDS)


async def _read_on(talk: Talk, ear: Ear, doors: Doors) -> None:
    while not talk.is_told(ear):
        await asyncio.sleep(ear.wait)
        ear.resumes += bool(ear.breaks)
        await _try(lambda: _follow(talk, ear, doors.here), ear, doors)


async def _try(attempt: Callable[[], Awaitable[str]], ear: Ear, doors: Doors) -> None:
    """One connection; who was not served to the end goes to the next door."""
    ear.wait = PAUSE_SECONDS
    try:
        how = await attempt()
    except Cut:
        how = "cut"
    if how:
        ear.break_off(how)
        doors.move()


async def _submit(talk: Talk, ear: Ear, door: Door) -> str:
    began = time.monotonic()
    try:
        async with connect(door) as connection:
            answer = await connection.ask("POST", "/api/messages/stream/", headers=talk.headers, body=talk.body)
            if answer.status == OK:
                talk.acknowledge(answer.headers["x-run-id"], door=door.url)
                return await _hear(talk, ear, answer)
            await _note_refusal(talk, ear, answer, began=began)
    except Cut:
        if talk.run:
            raise
        talk.refuse(began)
    return "refused"


async def _follow(talk: Talk, ear: Ear, door: Door) -> str:
    began = time.monotonic()
    path = LISTEN.format(run=talk.run, place=ear.place)
    has_answer = False
    try:
        async with connect(door) as connection:
            answer = await connection.ask("GET", path, headers=talk.headers)
            has_answer = True
            if answer.status == OK:
                return await _hear(talk, ear, answer)
            await _note_refusal(talk, ear, answer, began=began)
    except Cut:
        if has_answer:
            raise
    return "refused"


async def _note_refusal(talk: Talk, ear: Ear, answer: Answer, *, began: float) -> None:
    talk.refuse(began, status=answer.status, body=(await answer.read()).decode(errors="replace"))
    # Not all at the same moment.
    ear.wait = float(answer.headers.get("retry-after", PAUSE_SECONDS)) * random.uniform(1, 2)


async def _hear(talk: Talk, ear: Ear, answer: Answer) -> str:
    """How the connection came to its end; empty if all was told."""
    waiting = b""
    async with aclosing(answer.pieces()) as pieces:
        async for piece in pieces:
            *lines, waiting = (waiting + piece).split(b"\n")
            at = time.monotonic()
            for line in lines:
                ear.hear(line, at)
    if waiting:
        ear.contradictions.append(f"a whole body ended in half a line: {waiting!r}")
    return "" if talk.is_told(ear) else "short"
