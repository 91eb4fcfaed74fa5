"""How moments are written in files of many makes, and what is none."""

import re
from datetime import UTC, datetime

from leaderboard.files.values import NOTHING, Unreadable

NUMBER = re.compile(r"\d+(\.\d*)?(e\+?\d+)?", re.IGNORECASE)
# Written as a number, yet none.
DAY = re.compile(r"\d{8}")
YEARS = range(1000, 10_000)
# A larger number of seconds is one of milli-, micro- or nanoseconds.
UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))
LATEST = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
ZONE = re.compile(r"\s*(UTC|GMT|Z)$", re.IGNORECASE)
BEFORE_OFFSET = re.compile(r"\s+(?=[+-]\d)")
SLASHES = re.compile(r"^(\d{4})/(\d\d?)/(\d\d?)")


def read_moment(text: str) -> float | None:
    """Seconds since 1970. Raises Unreadable."""
    if text.lower() in NOTHING:
        return None
    try:
        seconds = _read_number(text) if _is_number(text) else _read_date(text)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"timestamp {text[:40]!r} is no moment") from error
    if not 0 <= seconds < LATEST:
        raise Unreadable(f"timestamp {text[:40]!r} is no moment")
    return seconds


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None and not DAY.fullmatch(text)


def _read_number(text: str) -> float:
    """A year alone would be the first hours of 1970."""
    number = float(text)
    if number in YEARS:
        raise ValueError(text)
    return number / next((unit for above, unit in UNITS if number > above), 1)


def _read_date(text: str) -> float:
    plain = BEFORE_OFFSET.sub("", ZONE.sub("", text))
    moment = datetime.fromisoformat(SLASHES.sub(_hyphenate, plain))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _hyphenate(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}"
