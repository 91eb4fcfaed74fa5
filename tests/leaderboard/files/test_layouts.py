"""What lines of many makes of files mean."""

from datetime import UTC, datetime

import pytest

from leaderboard.files.layouts import NoVotes, Row, lay_out
from leaderboard.files.values import Unreadable
from leaderboard.maths.comparisons import Outcome


def read(header: str, line: str) -> Row:
    return lay_out(header.split(",")).read(line.split(","))


def read_winner(word: str) -> Outcome:
    return read("left,right,winner", f"GPT 4,Claude,{word}").outcome


def test_what_is_not_said_is_the_usual() -> None:
    row = read("left,right,winner", "GPT 4, Claude ,a")

    assert (row.left, row.right, row.outcome) == ("GPT 4", "Claude", Outcome.LEFT)
    assert (row.user, row.battle, row.moment, row.weight, row.count) == ("", "", None, 1.0, 1)


@pytest.mark.parametrize(
    ("word", "outcome"),
    [
        ("a", Outcome.LEFT),
        ("B", Outcome.RIGHT),
        ("model_a", Outcome.LEFT),
        ("Model B", Outcome.RIGHT),
        ("left", Outcome.LEFT),
        ("Tie", Outcome.TIE),
        ("tie (both good)", Outcome.TIE),
        ("tie (bothbad)", Outcome.BOTH_BAD),
        ("BOTH_BAD", Outcome.BOTH_BAD),
        ("Claude", Outcome.RIGHT),
    ],
)
def test_winners_have_many_names(word: str, outcome: Outcome) -> None:
    assert read_winner(word) is outcome


@pytest.mark.parametrize("word", ["", "c", "1", "0.5", "claude 2"])
def test_what_may_mean_anything_is_no_winner(word: str) -> None:
    with pytest.raises(Unreadable, match="winner"):
        read_winner(word)


def test_a_model_that_is_called_like_a_side_does_not_turn_the_sides() -> None:
    assert read("left,right,winner", "B,A,a").outcome is Outcome.LEFT


def test_columns_have_many_names() -> None:
    row = read("Question_ID,Model_A,model_b,winner,judge,tstamp", "7,x,y,model_b,arena_user_1,1682351591.1")

    assert (row.left, row.right, row.battle, row.user) == ("x", "y", "7", "arena_user_1")
    assert row.moment == 1682351591.1


def test_one_column_for_each_outcome_is_understood() -> None:
    header = "model_a,model_b,winner_model_a,winner_model_b,winner_tie"

    assert read(header, "x,y,0,0,1").outcome is Outcome.TIE
    assert read(header, "x,y,1,0,0").outcome is Outcome.LEFT
    with pytest.raises(Unreadable, match="not one winner"):
        read(header, "x,y,1,1,0")


def test_a_moment_has_a_column() -> None:
    assert read("left,right,winner,date", "x,y,a,20260301").moment == datetime(2026, 3, 1, tzinfo=UTC).timestamp()


def test_nonsense_in_categories_refuses_no_vote() -> None:
    assert read("left,right,winner,categories", f"x,y,a,\0{'w' * 500} coding").categories == "coding"


def test_a_weight_is_said_or_comes_of_k() -> None:
    assert read("left,right,winner,k", "x,y,a,4").weight == 0.5
    assert read("left,right,winner,k,weight", "x,y,a,4,0.1").weight == 0.1
    assert read("left,right,winner,k,weight", "x,y,a,,").weight == 1


@pytest.mark.parametrize(
    ("columns", "values", "reason"),
    [
        ("count", "0", "count"),
        ("count", "1.5", "count"),
        ("count", "many", "count"),
        ("weight", "-1", "weight"),
        ("weight", "nan", "weight"),
        ("weight", "inf", "weight"),
        ("k", "1", "k"),
        ("timestamp", "yesterday", "timestamp"),
        ("timestamp", "-5", "timestamp"),
        ("user", "\0", "cannot be printed"),
        ("user", "\udcff", "cannot be printed"),
        ("user", "a,b", "5 fields where the header has 4"),
    ],
)
def test_what_cannot_be_is_no_vote(columns: str, values: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(f"left,right,winner,{columns}", f"x,y,a,{values}")


def test_a_vote_is_about_two_models() -> None:
    with pytest.raises(Unreadable, match="against itself"):
        read("left,right,winner", "x,x,a")
    with pytest.raises(Unreadable, match="right is empty"):
        read("left,right,winner", "x,,a")


def test_names_in_every_script_are_names() -> None:
    # With a sign in it that joins letters and cannot be seen.
    assert read("left,right,winner", "क्\u200dष मॉडल,模型,a").left == "क्\u200dष मॉडल"


def test_a_file_without_votes_is_told_what_it_lacks() -> None:
    with pytest.raises(NoVotes, match="no column right, winner among: left, price"):
        lay_out(["left", "price"])
