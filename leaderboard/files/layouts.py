"""How votes are written in files of many makes: what their columns are called, and their words for a winner."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from leaderboard.maths.comparisons import Outcome

MAX_NAME = 200
MAX_LABEL = 200
MAX_COUNT = 100_000
MAX_CATEGORIES = 400

# What a column means here, and all that others call it; the first one a file has is taken.
COLUMNS: Mapping[str, Sequence[str]] = {
    "left": ("left", "model_a", "model_left", "model_1", "model1"),
    "right": ("right", "model_b", "model_right", "model_2", "model2"),
    "winner": ("winner", "outcome", "result", "preference"),
    "user": ("user", "judge", "worker", "voter", "annotator", "user_id"),
    "battle": ("battle", "battle_id", "question_id", "conversation_id"),
    "timestamp": ("timestamp", "tstamp", "created_at", "time", "date"),
    "count": ("count",),
    "weight": ("weight",),
    "k": ("k",),
    "reason": ("reason",),
    "categories": ("categories",),
    # One column for each outcome, with a 1 in one of them.
    "a_wins": ("winner_model_a",),
    "b_wins": ("winner_model_b",),
    "is_tie": ("winner_tie",),
}
# Without spaces, signs and capitals. No numbers: 0 is the left one to some, and to others the loser.
WINNERS: Mapping[str, Outcome] = {
    **dict.fromkeys(("a", "left", "modela", "model1"), Outcome.LEFT),
    **dict.fromkeys(("b", "right", "modelb", "model2"), Outcome.RIGHT),
    **dict.fromkeys(("tie", "draw", "equal", "same", "bothgood", "tiebothgood"), Outcome.TIE),
    **dict.fromkeys(("bothbad", "tiebothbad", "neither", "allbad"), Outcome.BOTH_BAD),
}
# Bytes that were no UTF-8 have become halves of pairs.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# Later than this, a number of seconds is one of milliseconds.
LATEST_SECONDS = 1e11
LATEST_MOMENT = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


class Unreadable(Exception):
    """A line is not a vote; says why."""


class NoVotes(Exception):
    """A file has no columns of votes; says what it lacks."""


@dataclass(frozen=True, slots=True)
class Row:
    left: str
    right: str
    outcome: Outcome
    user: str
    battle: str
    moment: float | None
    weight: float
    count: int
    reason: str
    categories: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a file has what."""

    places: Mapping[str, int]
    width: int

    def read(self, fields: Sequence[str] | None) -> Row:
        """Raises Unreadable."""
        if fields is None:
            raise Unreadable("this is not CSV")
        if len(fields) != self.width:
            raise Unreadable(f"{len(fields)} fields where the header has {self.width}")
        said = {column: fields[place].strip() for column, place in self.places.items()}
        left, right = _read_name(said["left"], "left"), _read_name(said["right"], "right")
        if left == right:
            raise Unreadable("a model against itself")
        return Row(
            left=left,
            right=right,
            outcome=_read_outcome(said, left, right),
            user=_read_label(said, "user"),
            battle=_read_label(said, "battle"),
            moment=_read_moment(said.get("timestamp", "")),
            weight=_read_weight(said),
            count=_read_count(said.get("count", "")),
            reason=_read_label(said, "reason")[:40],
            categories=_read_label(said, "categories", at_most=MAX_CATEGORIES),
        )


def lay_out(header: Sequence[str]) -> Layout:
    """Raises NoVotes."""
    names = [name.strip().lower().replace(" ", "_") for name in header]
    places = {
        column: next(names.index(name) for name in called if name in names)
        for column, called in COLUMNS.items()
        if not set(called).isdisjoint(names)
    }
    has_winner = "winner" in places or {"a_wins", "b_wins"} <= places.keys()
    lacking = [column for column in ("left", "right") if column not in places] + ([] if has_winner else ["winner"])
    if lacking:
        # A file of quite another kind may begin with anything.
        found = ", ".join(header)[:200].encode(errors="backslashreplace").decode()
        raise NoVotes(f"there is no column {', '.join(lacking)} among: {found or 'nothing'}")
    return Layout(places, len(header))


def _read_name(text: str, column: str) -> str:
    if not text:
        raise Unreadable(f"{column} is empty")
    if len(text) > MAX_NAME:
        raise Unreadable(f"{column} is longer than {MAX_NAME} characters")
    return _printable(text, column)


def _read_label(said: Mapping[str, str], column: str, *, at_most: int = MAX_LABEL) -> str:
    text = said.get(column, "")
    if len(text) > at_most:
        raise Unreadable(f"{column} is longer than {at_most} characters")
    return _printable(text, column)


def _printable(text: str, column: str) -> str:
    """Signs that join letters are none of these: many scripts need them."""
    if not text.isprintable() and UNPRINTABLE.search(text):
        raise Unreadable(f"{column} holds what cannot be printed")
    return text


def _read_outcome(said: Mapping[str, str], left: str, right: str) -> Outcome:
    if "winner" not in said:
        return _read_marks(said)
    text = said["winner"]
    found = WINNERS.get("".join(filter(str.isalnum, text.lower())))
    if found is None and text in (left, right):
        # Some name the model itself.
        return Outcome.LEFT if text == left else Outcome.RIGHT
    if found is None:
        raise Unreadable(f"winner {text[:40]!r} is none of a, b, tie, both_bad" if text else "winner is empty")
    return found


def _read_marks(said: Mapping[str, str]) -> Outcome:
    marks = {"a_wins": Outcome.LEFT, "b_wins": Outcome.RIGHT, "is_tie": Outcome.TIE}
    marked = [outcome for column, outcome in marks.items() if said.get(column, "").lower() in ("1", "1.0", "true")]
    if len(marked) != 1:
        raise Unreadable("not one winner is marked")
    return marked[0]


def _read_moment(text: str) -> float | None:
    if not text:
        return None
    try:
        seconds = float(text) if _is_number(text) else _as_utc(datetime.fromisoformat(text)).timestamp()
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"timestamp {text[:40]!r} is no moment") from error
    seconds = seconds / 1000 if seconds > LATEST_SECONDS else seconds
    if not 0 <= seconds < LATEST_MOMENT:
        raise Unreadable(f"timestamp {text[:40]!r} is no moment")
    return seconds


def _is_number(text: str) -> bool:
    """A year, a month and a day without signs between them are none."""
    return text.replace(".", "", 1).isdigit() and len(text) != len("20260101")


def _as_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_weight(said: Mapping[str, str]) -> float:
    if text := said.get("weight", ""):
        return _read_number(text, "weight", is_fitting=lambda weight: weight >= 0)
    if text := said.get("k", ""):
        return 2 / _read_number(text, "k", is_fitting=lambda k: k >= 2 and k == int(k))
    return 1.0


def _read_number(text: str, column: str, *, is_fitting: Callable[[float], bool]) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or not is_fitting(number):
        raise Unreadable(f"{column} {text[:40]!r} cannot be")
    return number


def _read_count(text: str) -> int:
    if not text:
        return 1
    return int(_read_number(text, "count", is_fitting=lambda count: 1 <= count <= MAX_COUNT and count == int(count)))
