"""How far the sides of a blind battle may be shown while it is live, so that none of them is told by being quick."""

import sys
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.conf import settings

from chat_session.models import Session

NOTHING, EVERYTHING = 0, sys.maxsize

# By where those stand who still speak, the limit of all sides: what stands before it may be shown. Calls and ends stand
# where their side is then, so one at the very limit waits until everybody is past it.
Pace = Callable[[Collection[int]], int]


def show_all(living: Collection[int]) -> int:
    return EVERYTHING


def keep_step(living: Collection[int]) -> int:
    return min(living, default=EVERYTHING)


def hold_back(living: Collection[int]) -> int:
    return NOTHING if living else EVERYTHING


PACES: Mapping[str, Pace] = {"off": show_all, "paced": keep_step, "held": hold_back}


def pace_of(session: Session) -> Pace:
    return PACES[settings.ARENA_BLIND_PACING if session.is_blind else "off"]


def take(waiting: deque[tuple[str, Any]], room: int) -> Iterator[tuple[str, Any]]:
    """So many code points of what was said, with the calls before their end; the others wait on."""
    while waiting and room > 0:
        kind, what = waiting.popleft()
        if kind == "call":
            yield kind, what
            continue
        if len(what) > room:
            waiting.appendleft((kind, what[room:]))
        yield kind, what[:room]
        room -= len(what)
