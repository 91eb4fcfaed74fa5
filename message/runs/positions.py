"""Where readers stand: code points of each side, and whether its end was heard, as `a:120!,b:98`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# More digits than any answer has letters would only be work.
PLACE = re.compile(r"([a-h]):([0-9]{1,9})(!?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    position: int = 0
    is_over: bool = False


START = Place()
Places = Mapping[str, Place]


def read_places(text: str, sides: Sequence[str]) -> Places:
    """Raises ValueError for anything else, and for sides that the run does not have."""
    places: dict[str, Place] = {}
    for part in text.split(",") if text else ():
        match = PLACE.fullmatch(part.strip())
        if match is None or match[1] not in sides or match[1] in places:
            raise ValueError(part)
        places[match[1]] = Place(int(match[2]), bool(match[3]))
    return places
