"""What every dialect is: how a prompt becomes a request, and who reads the answer. No I/O."""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from ai_model.providers.errors import Unsupported
from ai_model.providers.parsing import Parser
from ai_model.providers.prompts import Params, Prompt, tidy

# Left out with a note where a dialect cannot say them: the answer is still one to the question.
DROPPABLE = frozenset({"temperature", "top_p", "seed", "presence_penalty", "frequency_penalty", "reasoning_effort"})
# What speaks against a parameter, and not only against its value.
REFUSING = "support|unknown|unrecogni|unexpected|deprecated|not permitted|not allowed"
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the list of models is, and what its rows are called."""

    path: str
    rows: str = "data"
    code: str = "id"
    # What stands before every code and is no part of it.
    prefix: str = ""
    # Rows count only if their list of this name holds this word.
    only: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a host departs from the dialect it speaks."""

    address: str = ""
    # Empty: as the dialect has it.
    key_header: str = ""
    key_prefix: str = ""
    # Whether it takes the wish to be told the usage; without it some tell none.
    takes_usage_option: bool = True
    # What it calls the limit of an answer, the system's role and the effort of reasoning.
    limit_key: str = "max_tokens"
    system_role: str = "system"
    effort_key: str = "reasoning_effort"
    # Parameters it refuses.
    lacks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted where, below the provider's address. Notes tell what had to be left out."""

    path: str
    body: Mapping[str, Any]
    notes: tuple[str, ...] = ()


class Dialect(ABC):
    """How a prompt is put; each dialect has one of these and a parser."""

    parser: ClassVar[type[Parser]]
    # Our names of the parameters, and its own.
    params: ClassVar[Mapping[str, str]]
    key_header: ClassVar[str] = "Authorization"
    key_prefix: ClassVar[str] = "Bearer "
    headers: ClassVar[Mapping[str, str]] = {}
    default_port: ClassVar[int | None] = None
    listing: ClassVar[Listing | None] = None
    # What hosts say of a parameter they do not take, beside its own name, and ours.
    complaints: ClassVar[Mapping[str, str]] = {}

    def request(self, prompt: Prompt, profile: Profile) -> Request:
        """Raises Unsupported for what cannot be said and cannot be left out."""
        if prompt.tools and "tools" in profile.lacks:
            raise Unsupported("tools")
        # A choice without tools is refused, and so is a turn in which nobody said anything.
        choice = prompt.tool_choice if prompt.tools else None
        return self.write(replace(prompt, messages=tidy(prompt.messages), tool_choice=choice), profile)

    @abstractmethod
    def write(self, prompt: Prompt, profile: Profile) -> Request: ...

    def read_params(self, params: Params, *, lacks: frozenset[str] = NOTHING) -> tuple[dict[str, Any], tuple[str, ...]]:
        """The parameters under their names here, and those that had to be left out."""
        told = params.told()
        missing = [name for name in told if name not in self.params or name in lacks]
        for name in missing:
            if name not in DROPPABLE:
                raise Unsupported(name)
        return {self.params[name]: value for name, value in told.items() if name not in missing}, tuple(missing)

    def authorize(self, key: str, profile: Profile, *, url: str = "", body: bytes = b"") -> dict[str, str]:
        """The headers by which it knows who asks."""
        name, prefix = self.key_header, self.key_prefix
        if profile.key_header:
            name, prefix = profile.key_header, profile.key_prefix
        return {**self.headers, name: prefix + key} if key else dict(self.headers)

    def amend(self, profile: Profile, complaint: str) -> Profile | None:
        """How to ask again after a 400 that says what it did not like, if that can be told."""
        told = complaint.lower()
        words = dict(self.complaints)
        if re.search(REFUSING, told):
            words |= {rf"\b{wire.lower()}\b": name for name, wire in self.params.items() if name in DROPPABLE}
        named = {name for each, name in words.items() if re.search(each, told)}
        return replace(profile, lacks=profile.lacks | named) if named - profile.lacks else None
