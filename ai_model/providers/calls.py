"""Who is asked what: an endpoint, and a call of one of its models."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from ai_model.providers.dialect import Dialect, Profile
from ai_model.providers.profiles import PROFILES
from ai_model.providers.prompts import Prompt
from ai_model.providers.table import DIALECTS
from ai_model.providers.watching import PATIENCE, Patience


@dataclass(frozen=True, slots=True)
class Endpoint:
    name: str
    dialect: str
    address: str
    profile: str = ""
    key: str = field(default="", repr=False)
    # Calls at once, per process.
    max_concurrency: int = 64
    # Whether its address is the operator's word. So is that of whoever writes a program with the library.
    may_be_private: bool = True

    @property
    def speech(self) -> Dialect:
        return DIALECTS[self.dialect]

    @property
    def form(self) -> Profile:
        return PROFILES.get(self.profile, Profile())


@dataclass(frozen=True, slots=True)
class Call:
    # As the catalog names it; the prompt has what the provider calls it.
    model: str
    endpoint: Endpoint
    prompt: Prompt
    patience: Patience = PATIENCE
    # Asked instead, if this one cannot be had.
    fallback: Call | None = None


class Attempt(NamedTuple):
    """A request that was sent; its cause is why it came to nothing, if it has."""

    model: str
    cause: str = ""
