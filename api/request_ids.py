"""The id of the request at hand: taken from the client or made, known to every log line and every refusal."""

import re
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-Id"
# A client's id goes into headers and logs: nothing but plain words may.
PLAIN = re.compile(r"[A-Za-z0-9._:+/=-]{1,128}", re.ASCII)

_current: ContextVar[str] = ContextVar("request_id", default="")


def begin(offered: str | None) -> str:
    taken = offered if offered and PLAIN.fullmatch(offered) else uuid4().hex
    _current.set(taken)
    return taken


def current() -> str:
    return _current.get()
