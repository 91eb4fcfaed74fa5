"""Who may do what how often: deeds, whose allowances they use, and how an answer tells what is left of them."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import ceil
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from api.buckets import Level, Store, Want
from api.networks import CLIENTS, prefix_of
from api.rates import Rate
from api.refusals import Code, Refusal
from api.tallies import Tally

# Of what an account has.
GUESTS_SHARE = 0.5
# A network is many machines, but no town.
CLIENTS_PER_NETWORK = 4


class Deed(StrEnum):
    """What a request counts as."""

    READING = "reading"
    CHANGING = "changing"
    ASKING = "asking"
    VOTING = "voting"
    # What takes long: exports, copies, erasure.
    HAULING = "hauling"
    # Signing in or up.
    ENTERING = "entering"
    # Becoming a guest.
    VISITING = "visiting"
    # A password that is wrong.
    GUESSING = "guessing"


# How often each was refused.
throttled = Tally(Deed)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who it is, if that is known, and from where."""

    person: str = ""
    is_guest: bool = False
    is_newcomer: bool = False
    address: str = ""

    @classmethod
    def of(cls, user: Any, address: str) -> "Caller":
        return cls(str(user.pk), user.is_guest, user.is_newcomer, address) if user else cls(address=address)


# By whom is counted: where this is empty, not at all.
SCOPES: Mapping[str, Callable[[Caller], str]] = {
    "account": lambda caller: caller.person if not caller.is_guest else "",
    "guest": lambda caller: caller.person if caller.is_guest else "",
    "newcomers": lambda caller: prefix_of(caller.address) if caller.is_newcomer else "",
    "client": lambda caller: prefix_of(caller.address, CLIENTS),
    "network": lambda caller: prefix_of(caller.address),
}


def _of_people(rate: Rate) -> dict[str, Rate]:
    """So often an account; whoever shares its address is not to suffer from it."""
    shares = {"account": 1, "guest": GUESTS_SHARE, "client": settings.ARENA_PEOPLE_PER_ADDRESS}
    return {scope: rate.times(share) for scope, share in shares.items()}


def _of_places(rate: Rate) -> dict[str, Rate]:
    """So often an address, as nobody is known yet."""
    return {"client": rate, "network": rate.times(CLIENTS_PER_NETWORK)}


LIMITS: Mapping[Deed, Mapping[str, Rate]] = {
    Deed.READING: _of_people(settings.ARENA_RATE_READING),
    Deed.CHANGING: _of_people(settings.ARENA_RATE_CHANGING),
    Deed.ASKING: {**_of_people(settings.ARENA_RATE_ASKING), "newcomers": settings.ARENA_RATE_NEW_GUESTS},
    Deed.VOTING: _of_people(settings.ARENA_RATE_VOTING),
    Deed.HAULING: _of_people(settings.ARENA_RATE_HAULING),
    Deed.ENTERING: _of_places(settings.ARENA_RATE_ENTERING),
    Deed.VISITING: _of_places(settings.ARENA_RATE_VISITING),
}

# Of the answer at hand.
_headers: ContextVar[dict[str, str] | None] = ContextVar("headers", default=None)


class Throttle(BaseThrottle):
    """Asked once it is known who calls and that they may. Reading and changing are told apart by the method; a view
    says which of its methods are something else, or nothing that counts here."""

    def allow_request(self, request: Request, view: Any) -> bool:
        _headers.set(view.headers)
        method = str(request.method)
        usual = Deed.READING if method in ("GET", "HEAD") else Deed.CHANGING
        deed = getattr(view, "deeds", {}).get(method, usual)
        if deed:
            demand(deed, wants_of(deed, Caller.of(request.user, request.META.get("REMOTE_ADDR", ""))))
        return True


@cache
def store() -> Store:
    """Late, as the shared one has rows."""
    made: Store = import_string(settings.BUCKETS)()
    return made


def wants_of(deed: Deed, caller: Caller, *, count: int = 1) -> list[Want]:
    named = [(scope, SCOPES[scope](caller), rate) for scope, rate in LIMITS[deed].items()]
    return [Want(f"{deed} {scope} {name}", rate, count) for scope, name, rate in named if name]


def demand(deed: Deed, wants: Sequence[Want]) -> None:
    if not (settings.ARENA_THROTTLES and wants):
        return
    levels = store().take(wants)
    wait = max(level.wait for level in levels)
    _tell(min(levels, key=lambda level: (-level.wait, level.left)))
    if wait:
        throttled.add(deed)
        raise Refusal(Code.THROTTLED, retry_after=wait)


def give_back(wants: Sequence[Want]) -> None:
    if settings.ARENA_THROTTLES:
        store().give_back(wants)


def _tell(level: Level) -> None:
    headers = _headers.get()
    if headers is not None:
        headers["RateLimit-Limit"] = str(level.rate.burst)
        headers["RateLimit-Remaining"] = str(level.left)
        headers["RateLimit-Reset"] = str(ceil(level.missing))
