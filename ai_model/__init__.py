"""Models and their providers: a Django app, and a library for programs that know nothing of Django."""

from ai_model.keys import Lacking
from ai_model.library.completing import acompletion, calculate_usage, completion
from ai_model.library.gathering import gather_at_most
from ai_model.providers import errors
from ai_model.providers.errors import (
    Failed,
    Garbage,
    Moderated,
    Overloaded,
    ProviderError,
    RateLimited,
    Refused,
    Reset,
    TimedOut,
    TooLong,
    Unauthorised,
    Unreachable,
)

__all__ = [
    "Failed",
    "Garbage",
    "Lacking",
    "Moderated",
    "Overloaded",
    "ProviderError",
    "RateLimited",
    "Refused",
    "Reset",
    "TimedOut",
    "TooLong",
    "Unauthorised",
    "Unreachable",
    "acompletion",
    "calculate_usage",
    "completion",
    "errors",
    "gather_at_most",
]
