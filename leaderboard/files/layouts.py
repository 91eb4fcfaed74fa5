"""How votes are written in files of many makes: what their columns are called, and which of them a vote needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leaderboard.files.moments import read_moment
from leaderboard.files.values import Unreadable, read_count, read_label, read_name, read_weight, read_words
from leaderboard.files.winners import read_outcome
from leaderboard.maths.comparisons import Outcome

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
    # Ours, or whatever others mean by it.
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
        left, right = read_name(said["left"], "left"), read_name(said["right"], "right")
        if left == right:
            raise Unreadable("a model against itself")
        count = read_count(said.get("count", ""))
        return Row(
            left=left,
            right=right,
            outcome=read_outcome(said, left, right),
            user=read_label(said.get("user", ""), "user"),
            battle=read_label(said.get("battle", ""), "battle"),
            moment=read_moment(said.get("timestamp", "")),
            weight=read_weight(said.get("weight", ""), said.get("k", ""), count=count),
            count=count,
            reason=said.get("reason", ""),
            categories=read_words(said.get("categories", "")),
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
