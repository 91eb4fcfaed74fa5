"""What can be said of several answers, without rows."""

import pytest

from feedback.ballots import Pick
from feedback.judgements import Judgement, Kind

SIDES = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Pick(preference="model_b"), Judgement(Kind.BEST, {"a": 2, "b": 1, "c": 2, "d": 2})),
        (Pick(preference="tie"), Judgement(Kind.TIE, dict.fromkeys(SIDES, 1))),
        (Pick(preference="both_bad"), Judgement(Kind.ALL_BAD, dict.fromkeys(SIDES, 1))),
        (Pick(best=["b"]), Judgement(Kind.BEST, {"a": 2, "b": 1, "c": 2, "d": 2})),
        (Pick(ranking=[["c"], ["a", "b"]]), Judgement(Kind.RANKING, {"c": 1, "a": 2, "b": 2})),
    ],
)
def test_each_way_to_say_it_is_one_judgement(choice: Pick, expected: Judgement) -> None:
    assert choice.judge(SIDES) == expected


def test_groups_are_told_best_first() -> None:
    judgement = Pick(ranking=[["d"], ["b", "a"], ["c"]]).judge(SIDES)

    assert judgement.groups == [["d"], ["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (Pick(preference="model_b"), {"b"}),
        (Pick(preference="both_bad"), set()),
        (Pick(best=["a", "c"]), {"a", "c"}),
        (Pick(ranking=[["d"], ["a"]]), {"a", "d"}),
    ],
)
def test_sides_that_are_named(choice: Pick, named: set[str]) -> None:
    assert choice.named == named
