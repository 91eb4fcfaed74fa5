"""The id of the run at hand, known to every log line of its tasks."""

from contextvars import Context, ContextVar
from uuid import UUID

_current: ContextVar[str] = ContextVar("run_id", default="")


def begin(run: UUID) -> None:
    _current.set(str(run))


def current() -> str:
    return _current.get()


def of_nobody() -> Context:
    """For a task that works for all runs: the one that happened to start it is not what its lines are about."""
    return Context()
