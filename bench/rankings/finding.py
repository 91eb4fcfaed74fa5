"""One line of the table of what a ranking has to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    demand: str
    seen: str
    is_met: bool
