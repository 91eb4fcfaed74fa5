"""Which votes a board is made of."""

import numpy as np
import pytest

from leaderboard.maths.boards import OVERALL, Labels, Part, find_words, is_told, narrow
from leaderboard.maths.comparisons import Outcome
from leaderboard.maths.standings import stand
from tests.leaderboard.maths.rows import Row, gather_rows

LABELS = Labels(
    moment=np.array([10.0, 20.0, np.nan, 30.0]),
    categories=np.array([0, 1, 1, 0], np.int32),
    sets=(frozenset({"coding", "english"}), frozenset({"english"})),
)


@pytest.mark.parametrize(
    ("part", "rows"),
    [
        (Part(), [0, 1, 2, 3]),
        (Part("english"), [0, 1, 2, 3]),
        (Part("coding"), [0, 3]),
        (Part("no such category"), []),
        # What nobody knows the moment of is only in what has no beginning.
        (Part(since=20.0), [1, 3]),
        (Part("coding", since=20.0), [3]),
        (Part(since=0.0, until=20.0), [0, 1]),
    ],
)
def test_a_part_is_of_a_category_and_young_enough(part: Part, rows: list[int]) -> None:
    assert np.flatnonzero(LABELS.find(part)).tolist() == rows


def test_only_words_of_many_votes_may_have_a_board() -> None:
    numbers = np.repeat(np.array([0, 1, 2], np.int32), (249, 1, 249))
    sets = (frozenset({"coding", "english"}), frozenset({"coding", OVERALL}), frozenset({"french"}))

    assert find_words(Labels(np.zeros(len(numbers)), numbers, sets)) == {"coding"}


def test_what_does_not_occur_is_left_out_and_nothing_else_changes() -> None:
    rows = [Row("c", "e", ballot=1, user=5), Row("e", "a", Outcome.TIE, 0.5, ballot=1, user=5), Row("a", "d")]
    everything = gather_rows(rows)
    some = everything.take(np.array([True, True, False]))

    found = narrow(some)

    assert (found.models, found.ballots, found.users) == (("a", "c", "e"), 1, 1)
    assert found.digest() == some.digest() == gather_rows(rows[:2]).digest()


def test_of_nothing_nothing_is_left() -> None:
    nothing = narrow(gather_rows([Row("a", "b")]).take(np.array([False])))

    assert (nothing.models, len(nothing), nothing.ballots) == ((), 0, 0)


def test_a_category_is_told_when_enough_is_known_of_it() -> None:
    few = stand(gather_rows([Row("a", "b")])).rows

    assert is_told(OVERALL, few)
    assert not is_told("coding", few)
