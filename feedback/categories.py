"""Which boards a vote is on: its language, what was asked for, and how much of it there was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from feedback.languages import LANGUAGES, OTHER, detect_language
from feedback.topics import topics_of

# In code points.
SHORT_QUESTION = 50
LONG_QUESTION = 500
LONG_ANSWER = 2_000
FENCE = "```"


@dataclass(frozen=True, slots=True)
class Turn:
    question: str
    answers: Sequence[str]
    number: int
    topics: frozenset[str]


@dataclass(frozen=True, slots=True)
class Category:
    meaning: str
    holds: Callable[[Turn], bool]


def is_coding(turn: Turn) -> bool:
    """Who was answered in programs has asked for them."""
    return "coding" in turn.topics or (bool(turn.answers) and all(FENCE in answer for answer in turn.answers))


RULES: Mapping[str, Category] = {
    "coding": Category("The question is about programs, or every answer has code.", is_coding),
    "creative_writing": Category(
        "The question asks for a story, a poem, lyrics or the like.", lambda turn: "creative_writing" in turn.topics
    ),
    "first_turn": Category("It is the first question of its session.", lambda turn: turn.number == 1),
    "later_turns": Category("Other questions came before it.", lambda turn: turn.number > 1),
    "long_answers": Category(
        f"Every answer has {LONG_ANSWER:,} characters or more.",
        lambda turn: bool(turn.answers) and all(len(answer) >= LONG_ANSWER for answer in turn.answers),
    ),
    "long_question": Category(
        f"The question has {LONG_QUESTION} characters or more.", lambda turn: len(turn.question) >= LONG_QUESTION
    ),
    "maths": Category("The question is about numbers, formulas or proofs.", lambda turn: "maths" in turn.topics),
    "reasoning": Category(
        "The question is a riddle or a problem of logic or mathematics.",
        lambda turn: bool(turn.topics & {"reasoning", "maths"}),
    ),
    "short_question": Category(
        f"The question has at most {SHORT_QUESTION} characters.", lambda turn: len(turn.question) <= SHORT_QUESTION
    ),
}
# Every category a vote can have, and what it means. The board of all votes is none of them.
CATEGORIES: Mapping[str, str] = {
    **{name: category.meaning for name, category in RULES.items()},
    **{f"language-{code}": f"The question is in {language.name}." for code, language in sorted(LANGUAGES.items())},
    f"language-{OTHER}": "The question is in another language, or in none.",
}


def categorise(question: str, answers: Sequence[str], *, number_of_turn: int) -> tuple[str, ...]:
    """Names of categories, in the order of the alphabet."""
    turn = Turn(question.strip(), answers, number_of_turn, topics_of(question))
    found = [name for name, category in RULES.items() if category.holds(turn)]
    return tuple(sorted([*found, f"language-{detect_language(question)}"]))
