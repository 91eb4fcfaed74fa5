"""What single values of a file of votes may be: names, labels, words, numbers; and what is none of them."""

import math
import re
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256

from leaderboard.limits import MAX_CATEGORIES, MAX_CATEGORY, MAX_LABEL

MAX_NAME = 200
MAX_COUNT = 100_000
# Of a line, with all that it stands for. Beyond these a sum of weights forgets the small ones.
LEAST_WEIGHT, MOST_WEIGHT = 1e-6, 1e6
# What programs write where there is nothing.
NOTHING = frozenset(("", "none", "null", "nan", "nat", "<na>"))
# Bytes that were no UTF-8 have become halves of pairs.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
WORD = re.compile(r"\w[\w-]*")


class Unreadable(Exception):
    """A line is not a vote; says why."""


def read_name(text: str, column: str) -> str:
    if not text:
        raise Unreadable(f"{column} is empty")
    if len(text) > MAX_NAME:
        raise Unreadable(f"{column} is longer than {MAX_NAME} characters")
    return _printable(text, column)


def read_label(text: str, column: str) -> str:
    return fit_label(_printable(text, column))


def fit_label(text: str) -> str:
    """What is too long becomes a number of its own."""
    return text if len(text) <= MAX_LABEL else sha256(text.encode()).hexdigest()


def _printable(text: str, column: str) -> str:
    """Signs that join letters are none of these: many scripts need them."""
    if not text.isprintable() and UNPRINTABLE.search(text):
        raise Unreadable(f"{column} holds what cannot be printed")
    return text


@lru_cache(maxsize=10_000)
def read_words(text: str) -> str:
    """Categories, however they are listed. What can be none is left out: for such a word no vote is refused."""
    words = {word for word in WORD.findall(text) if len(word) <= MAX_CATEGORY and word.lower() not in NOTHING}
    told = " ".join(sorted(words))
    return told if len(told) <= MAX_CATEGORIES else told[: MAX_CATEGORIES + 1].rpartition(" ")[0]


def read_weight(weight: str, k: str, *, count: int) -> float:
    """Of each of the votes that a line stands for."""
    if weight:
        return _read_number(weight, "weight", is_fitting=lambda number: _can_weigh(number, count))
    if k:
        return 2 / _read_number(k, "k", is_fitting=lambda sides: _is_whole(sides, 2) and _can_weigh(2 / sides, count))
    return 1.0


def read_count(text: str) -> int:
    if not text:
        return 1
    return int(_read_number(text, "count", is_fitting=lambda number: _is_whole(number, 1) and number <= MAX_COUNT))


def _can_weigh(weight: float, count: int) -> bool:
    return weight == 0 or (weight >= LEAST_WEIGHT and weight * count <= MOST_WEIGHT)


def _is_whole(number: float, least: int) -> bool:
    return number >= least and number == int(number)


def _read_number(text: str, column: str, *, is_fitting: Callable[[float], bool]) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or not is_fitting(number):
        raise Unreadable(f"{column} {text[:40]!r} cannot be")
    return number
