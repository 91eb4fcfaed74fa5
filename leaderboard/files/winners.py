"""The words that files have for who won, and what they mean where a model is called like one of them."""

from collections.abc import Mapping

from leaderboard.files.values import Unreadable
from leaderboard.maths.comparisons import Outcome

# Without spaces, signs and capitals. No numbers: 0 is the left one to some, and to others the loser.
WINNERS: Mapping[str, Outcome] = {
    **dict.fromkeys(("a", "left", "modela", "model1", "leftvote"), Outcome.LEFT),
    **dict.fromkeys(("b", "right", "modelb", "model2", "rightvote"), Outcome.RIGHT),
    **dict.fromkeys(("tie", "draw", "equal", "same", "bothgood", "tiebothgood", "tievote"), Outcome.TIE),
    **dict.fromkeys(("bothbad", "tiebothbad", "neither", "allbad", "bothbadvote"), Outcome.BOTH_BAD),
}
# Our own words for the sides: they mean nothing else, whatever models are called.
SIDES: Mapping[str, Outcome] = {"a": Outcome.LEFT, "b": Outcome.RIGHT}
# Where a model is called so, it is meant: who means a side does not write it like this next to such names.
LETTERS = frozenset(("A", "B"))
MARKS: Mapping[str, Outcome] = {"a_wins": Outcome.LEFT, "b_wins": Outcome.RIGHT, "is_tie": Outcome.TIE}


def read_outcome(said: Mapping[str, str], left: str, right: str) -> Outcome:
    """Of the columns of a line. Raises Unreadable."""
    return _read_word(said["winner"], left, right) if "winner" in said else _read_marks(said)


def _read_word(text: str, left: str, right: str) -> Outcome:
    if text in SIDES:
        return SIDES[text]
    # Some name the model itself.
    named = {left: Outcome.LEFT, right: Outcome.RIGHT}.get(text)
    meant = WINNERS.get("".join(filter(str.isalnum, text.lower())))
    if named is not None and meant not in (None, named) and text not in LETTERS:
        raise Unreadable(f"winner {text[:40]!r} may mean the model of that name, or not")
    found = meant if named is None else named
    if found is None:
        raise Unreadable(f"winner {text[:40]!r} is none of a, b, tie, both_bad" if text else "winner is empty")
    return found


def _read_marks(said: Mapping[str, str]) -> Outcome:
    marked = [outcome for column, outcome in MARKS.items() if said.get(column, "").lower() in ("1", "1.0", "true")]
    if len(marked) != 1:
        raise Unreadable("not one winner is marked")
    return marked[0]
