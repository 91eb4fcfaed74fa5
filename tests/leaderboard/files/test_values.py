"""What single values of a file of votes may be."""

import pytest

from leaderboard.files.values import Unreadable, fit_label, read_count, read_label, read_weight, read_words


@pytest.mark.parametrize(
    "text",
    [
        "coding math",
        "math,coding",
        "math; coding",
        '["coding", "math"]',
        "['math', 'coding', 'nan']",
        "math|coding|math",
    ],
)
def test_categories_are_listed_in_many_ways(text: str) -> None:
    assert read_words(text) == "coding math"


@pytest.mark.parametrize("text", ["", "nan", "None", "[]", "{}", " - ", "w" * 41])
def test_what_can_be_no_category_is_left_out(text: str) -> None:
    assert read_words(text) == ""
    assert read_words(f"{text} non-english") == "non-english"


def test_of_too_many_categories_whole_ones_are_kept() -> None:
    words = [f"word{number:03}" for number in range(100)]

    told = read_words(" ".join(words))

    assert len(told) <= 400
    assert told.split() == words[: len(told.split())]
    assert len(told.split()) == 50


@pytest.mark.parametrize("text", ["0", "1e-6", "0.25", "1e6"])
def test_weights_are_what_a_sum_can_hold(text: str) -> None:
    assert read_weight(text, "", count=1) == float(text)


@pytest.mark.parametrize(
    ("weight", "k", "count"),
    [("1e200", "", 1), ("1e-7", "", 1), ("1000001", "", 1), ("-0.1", "", 1), ("", "1e200", 1), ("1000", "", 1001)],
)
def test_no_line_weighs_more_than_all_others(weight: str, k: str, count: int) -> None:
    with pytest.raises(Unreadable, match="cannot be"):
        read_weight(weight, k, count=count)


def test_a_label_that_is_too_long_is_a_number_of_its_own() -> None:
    long, other = read_label("x" * 201, "battle"), read_label("x" * 202, "battle")

    assert read_label("x" * 201, "battle") == long != other
    assert len(long) == len(fit_label(f"{'x' * 195} 100000")) == 64
    assert read_label("x" * 200, "battle") == "x" * 200


def test_a_line_stands_for_a_whole_number_of_votes() -> None:
    assert (read_count(""), read_count("3"), read_count("3.0")) == (1, 3, 3)
