"""Which ballots of a person, a network or a prompt are too many, and how little each counts if somebody casts many."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import numpy as np

from leaderboard.maths.comparisons import Comparisons

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# Of one prompt.
REPEATS = 20
# Of one user: more do not weigh more.
FULL_BALLOTS = 50
SEED = "20260101"


class Reason(StrEnum):
    CAPPED = "capped"
    REPEATED_PROMPT = "repeated_prompt"


@dataclass(frozen=True, slots=True)
class Cast:
    """A ballot, as far as it is counted here. A prefix or prompt that is empty is not known, and has no limit."""

    id: str
    user: str
    # Of the network it came from.
    prefix: str
    # Its hash.
    prompt: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many within any span of that length: no clock strikes that would let others in."""

    most: int
    span: timedelta
    key: Callable[[Cast], str]


CAPS = (
    Cap(30, HOUR, lambda cast: cast.user),
    Cap(100, DAY, lambda cast: cast.user),
    Cap(200, DAY, lambda cast: cast.prefix),
)


class Window:
    """What has counted under one cap."""

    def __init__(self, cap: Cap) -> None:
        self.cap = cap
        self.times: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def is_full(self, cast: Cast) -> bool:
        times = self.times[self.cap.key(cast)]
        while times and times[0] <= cast.at - self.cap.span:
            times.popleft()
        return len(times) >= self.cap.most

    def add(self, cast: Cast) -> None:
        if key := self.cap.key(cast):
            self.times[key].append(cast.at)


def gate(casts: Iterable[Cast]) -> dict[str, Reason]:
    """Why those do not count that do not, by id. Only what is within the caps can be a repetition."""
    found = list(casts)
    capped = find_capped(found)
    repeated = find_repeated(cast for cast in found if cast.id not in capped)
    return dict.fromkeys(sorted(capped), Reason.CAPPED) | dict.fromkeys(sorted(repeated), Reason.REPEATED_PROMPT)


def find_capped(casts: Iterable[Cast]) -> set[str]:
    """Those that came when a cap was reached. They fill no cap: who goes on and on keeps what is allowed."""
    windows, capped = [Window(cap) for cap in CAPS], set()
    for cast in sorted(casts, key=lambda cast: (cast.at, cast.id)):
        if any(window.is_full(cast) for window in windows):
            capped.add(cast.id)
            continue
        for window in windows:
            window.add(cast)
    return capped


def find_repeated(casts: Iterable[Cast]) -> set[str]:
    """All but twenty of each prompt. Chance keeps them, and the same ones whenever it is asked."""
    prompts = defaultdict(list)
    for cast in casts:
        prompts[cast.prompt].append(cast.id)
    prompts.pop("", None)
    return {name for names in prompts.values() for name in sorted(names, key=_draw_lot)[REPEATS:]}


def _draw_lot(name: str) -> bytes:
    return sha256(f"{SEED} {name}".encode()).digest()


def weigh_users(comparisons: Comparisons) -> Comparisons:
    """The more ballots somebody has cast the less each weighs; all together, as much as fifty."""
    is_first = np.zeros(len(comparisons), np.bool_)
    is_first[np.unique(comparisons.ballot, return_index=True)[1]] = True
    ballots = np.bincount(comparisons.user[is_first], minlength=comparisons.users)
    shares = np.minimum(1, FULL_BALLOTS / np.maximum(ballots, 1))
    return comparisons.reweighed(comparisons.weight * shares[comparisons.user])
