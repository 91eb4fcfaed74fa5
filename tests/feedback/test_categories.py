"""Which boards a vote is on."""

import pytest

from feedback.categories import CATEGORIES, LONG_ANSWER, LONG_QUESTION, RULES, SHORT_QUESTION, categorise
from feedback.languages import LANGUAGES


def categories(question: str = "Why is the sky blue at noon but red in the evening?", *answers: str, turn: int = 1):
    return categorise(question, answers or ("Because.", "As it is."), number_of_turn=turn)


def test_a_plain_question_has_few() -> None:
    assert categories() == ("first_turn", "language-en")


def test_all_that_holds_is_told_in_order() -> None:
    found = categories("Prove by code that 2 + 2 = 4", "```\n2 + 2\n```", "```\nfour\n```", turn=3)

    assert found == ("coding", "language-en", "later_turns", "maths", "reasoning", "short_question")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Write a Python function that sorts a list.", "coding"),
        ("What is 12 * 13?", "maths"),
        ("What is 12 * 13?", "reasoning"),
        ("Solve this riddle for me.", "reasoning"),
        ("Write a poem about the sea.", "creative_writing"),
        ("आसमान नीला क्यों है?", "language-hi"),
        ("xyzzy", "language-other"),
    ],
)
def test_what_was_asked_for_is_a_category(question: str, expected: str) -> None:
    assert expected in categories(question)


@pytest.mark.parametrize(("turn", "expected"), [(1, "first_turn"), (2, "later_turns"), (9, "later_turns")])
def test_a_turn_is_the_first_or_a_later_one(turn: int, expected: str) -> None:
    found = categories(turn=turn)

    assert [name for name in found if "turn" in name] == [expected]


def test_answers_in_code_tell_that_code_was_wanted() -> None:
    assert "coding" in categories("Sort this.", "```\na\n```", "```\nb\n```")
    assert "coding" not in categories("Sort this.", "```\na\n```", "By hand, one after the other.")


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (SHORT_QUESTION, {"short_question"}),
        (SHORT_QUESTION + 1, set()),
        (LONG_QUESTION - 1, set()),
        (LONG_QUESTION, {"long_question"}),
    ],
)
def test_the_length_of_a_question_counts_without_the_space_around_it(length: int, expected: set[str]) -> None:
    found = categories(f"  {'b' * length}\n")

    assert {name for name in found if name.endswith("_question")} == expected


def test_answers_are_long_together() -> None:
    long, short = "b" * LONG_ANSWER, "b" * (LONG_ANSWER - 1)

    assert "long_answers" in categories("Why?", long, long)
    assert "long_answers" not in categories("Why?", long, short)


def test_without_answers_nothing_is_said_of_them() -> None:
    assert categorise("", [], number_of_turn=1) == ("first_turn", "language-other", "short_question")


def test_every_category_is_known_and_means_something() -> None:
    assert CATEGORIES.keys() == RULES.keys() | {f"language-{code}" for code in (*LANGUAGES, "other")}
    assert all(meaning.endswith(".") and meaning[0].isupper() for meaning in CATEGORIES.values())


@pytest.mark.parametrize("unit", ["select a, ", "=== a ", "1 - 1 ", "write a ", "```", "मैं एक ", "我是由", "x", " "])
def test_only_a_bounded_part_of_a_long_question_is_read(unit: str) -> None:
    found = categories(unit * 30_000)

    assert found == categories(unit * 60_000)
    assert set(found) <= CATEGORIES.keys()
