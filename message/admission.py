"""Whether one more run may begin: how often somebody may ask, how many runs of theirs may speak, how many here."""

import threading
from uuid import UUID

from django.conf import settings

from api import database, throttling
from api.refusals import Code, Refusal
from api.tallies import Tally
from api.throttling import Caller, Deed
from message.models import Run
from message.opening import Submit
from user.models import User

# Whoever would wait longer in the line for the database is told at once that there is no berth.
LONGEST_LINE_SECONDS = 0.05
PROCESS, PERSON = "process", "person"
TOO_MANY = "So many answers at once are too many; wait for one of them to end."

# How often there was no berth, and where.
turned_away = Tally([PROCESS, PERSON])


class Berths:
    """Of this process, one for each run that speaks in it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.taken: set[UUID] = set()

    @property
    def is_full(self) -> bool:
        return settings.ARENA_THROTTLES and len(self.taken) >= settings.ARENA_MAX_STREAMS

    def take(self, run: UUID) -> None:
        with self._lock:
            self.refuse_if_full()
            self.taken.add(run)

    def free(self, run: UUID) -> None:
        with self._lock:
            self.taken.discard(run)

    def refuse_if_full(self) -> None:
        if self.is_full:
            turned_away.add(PROCESS)
            raise Refusal(Code.OVERLOADED)


berths = Berths()


def refuse_at_the_door() -> None:
    """On the event loop, where nothing is known of who asks: only if to find that out would take too long."""
    if database.delay() > LONGEST_LINE_SECONDS:
        berths.refuse_if_full()


def turn_away(submit: Submit) -> None:
    """In a hop. A full process looks for nothing but what this may be a retry of: for what it would lock besides, those
    who have a berth would wait."""
    if berths.is_full and not Run.objects.filter(user=submit.user, idempotency_key=submit.key or "").exists():
        berths.refuse_if_full()


def admit(submit: Submit, *, sides: int) -> None:
    """In the transaction that opens a run, once it is no retry, and before anything is written. Each side counts."""
    asking = throttling.wants_of(Deed.ASKING, Caller.of(submit.user, submit.address), count=sides)
    throttling.demand(Deed.ASKING, asking)
    try:
        berths.refuse_if_full()
        _refuse_too_many(submit.user)
    except Refusal:
        throttling.give_back(asking)
        raise


def _refuse_too_many(user: User) -> None:
    """Whoever opens a run holds their own row, so nobody counts beside them."""
    most = settings.ARENA_MAX_STREAMS_PER_GUEST if user.is_guest else settings.ARENA_MAX_STREAMS_PER_USER
    if settings.ARENA_THROTTLES and Run.objects.live().filter(user=user).count() >= most:
        turned_away.add(PERSON)
        raise Refusal(Code.OVERLOADED, TOO_MANY)
