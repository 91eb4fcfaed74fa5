"""Win matrices as they are kept."""

from leaderboard.maths.counting import Pair
from leaderboard.maths.pairs import fold, unfold

MODELS = {name: {"id": f"id of {name}", "name": f"open/{name}"} for name in "abc"}


def test_what_is_folded_can_be_unfolded() -> None:
    folded = fold([Pair("a", "c", 5, 3, 1, 2), Pair("b", "c", 1, 0, 0, 1)], MODELS)

    first, second = unfold(**folded)

    assert first == {
        "a": "open/a",
        "b": "open/c",
        "a_id": "id of a",
        "b_id": "id of c",
        "ballots": 5,
        "wins": 3,
        "losses": 1,
        "ties": 2,
        "rate": 4 / 6,
    }
    assert second["rate"] == 0.5
