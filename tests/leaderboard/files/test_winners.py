"""What a word for the winner means, next to models that may be called like it."""

import pytest

from leaderboard.files.values import Unreadable
from leaderboard.files.winners import read_outcome
from leaderboard.maths.comparisons import Outcome


def read(word: str, left: str = "GPT 4", right: str = "Claude") -> Outcome:
    return read_outcome({"winner": word}, left, right)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("leftvote", Outcome.LEFT),
        ("rightvote", Outcome.RIGHT),
        ("tievote", Outcome.TIE),
        ("bothbad_vote", Outcome.BOTH_BAD),
    ],
)
def test_votes_of_arenas_are_understood(word: str, outcome: Outcome) -> None:
    assert read(word) is outcome


def test_our_own_words_mean_sides_whatever_models_are_called() -> None:
    assert read("a", "b", "a") is Outcome.LEFT
    assert read("b", "b", "a") is Outcome.RIGHT


def test_large_letters_mean_models_that_are_called_so() -> None:
    assert read("A", "B", "A") is Outcome.RIGHT
    assert read("B", "B", "C") is Outcome.LEFT
    assert read("A", "a", "b") is Outcome.LEFT


@pytest.mark.parametrize(("word", "left"), [("tie", "tie"), ("right", "right"), ("model_b", "model_b")])
def test_what_may_mean_a_model_or_a_side_is_refused(word: str, left: str) -> None:
    with pytest.raises(Unreadable, match="may mean the model of that name"):
        read(word, left)


def test_what_means_the_same_either_way_is_taken() -> None:
    assert read("model_a", "model_a", "model_b") is Outcome.LEFT
