"""What can be said of several answers, without rows."""

import pytest

from feedback.ballots import Choice
from feedback.judgements import Judgement, Kind

SIDES = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice(preference="model_b"), Judgement(Kind.BEST, {"a": 2, "b": 1, "c": 2, "d": 2})),
        (Choice(preference="tie"), Judgement(Kind.TIE, dict.fromkeys(SIDES, 1))),
        (Choice(preference="both_bad"), Judgement(Kind.ALL_BAD, dict.fromkeys(SIDES, 1))),
        (Choice(best=["b"]), Judgement(Kind.BEST, {"a": 2, "b": 1, "c": 2, "d": 2})),
        (Choice(ranking=[["c"], ["a", "b"]]), Judgement(Kind.RANKING, {"c": 1, "a": 2, "b": 2})),
    ],
)
def test_each_way_to_say_it_is_one_judgement(choice: Choice, expected: Judgement) -> None:
    assert choice.judge(SIDES) == expected


def test_groups_are_told_best_first() -> None:
    judgement = Choice(ranking=[["d"], ["b", "a"], ["c"]]).judge(SIDES)

    assert judgement.groups == [["d"], ["a", "b"], ["c"]]


@pytest.mark.parametrize(
    ("choice", "named"),
    [
        (Choice(preference="model_b"), {"b"}),
        (Choice(preference="both_bad"), set()),
        (Choice(best=["a", "c"]), {"a", "c"}),
        (Choice(ranking=[["d"], ["a"]]), {"a", "d"}),
    ],
)
def test_sides_that_are_named(choice: Choice, named: set[str]) -> None:
    assert choice.named == named
