"""Who says and who asks which model it is, and who does not."""

import re

import pytest

from feedback.aliases import FAMILIES, Family, aliases_of
from feedback.identities import asks_identity, names_itself
from feedback.identity_english import TRANSLATIONS
from feedback.identity_phrases import CLAIMS
from feedback.identity_questions import QUESTIONS
from feedback.identity_words import compile_phrases

COMMAND = aliases_of(
    display_name="Command A+", name="openrouter/cohere/command-a-plus", organization="Cohere", provider="openrouter"
)
GPT = aliases_of(display_name="GPT-4o", name="openai/gpt-4o", organization="OpenAI", provider="openai")
EVIL = (
    *(
        "i am a model ",
        "i was made made and ",
        "gpt ",
        "gpt-1",
        "what your ",
        "are you a ",
        "open chat deep ",
        ", ",
        "'",
    ),
    *(
        "ich wurde von a a gpt a ",
        "मैं एक gpt ",
        "我是由",
        "你是什么",
        "*_",
        "\ufdfa",
        "translate a in ",
        "complete ",
        "name: gpt ",
        "ฉันคือ",
        "mein gpt ",
        "a\u0301\u0327",
    ),
    "a" + "\u0301" * 25_000 + "\u0327" * 25_000,
)
LENGTH = 50_000
SWIFT = aliases_of(display_name="Demo · Swift", name="demo/swift", organization="Arena demo", provider="demo")


@pytest.mark.parametrize(
    "answer",
    [
        "I am **ChatGPT**, and the sky is blue.",
        "I\n\nam\nChatGPT",
        "I’m _Claude_.",
        "My name is “Gemini”.",
        "My name is 'Gemini'.",
        "Ｉ ａｍ ＣｈａｔＧＰＴ",
        "I am Chat\u200bGPT",
        "i am chat-gpt",
        "I am an AI assistant (Claude).",
        "Eu sou o ChatGPT — um modelo",
        "Je suis un mode\u0300le de\u0301veloppe\u0301 par OpenAI",
        "Je suis un modele developpe par OpenAI",
        "I am Google Gemini",
        "I am openai/gpt-oss-120b",
        "The sky is blue.\n" * 2000 + "I was trained by Google.",
    ],
)
def test_typography_hides_no_name(answer: str) -> None:
    assert names_itself(answer, aliases=[])


def test_a_wrong_name_misleads_and_counts_as_well() -> None:
    assert names_itself("I am ChatGPT", aliases=COMMAND)


@pytest.mark.parametrize(
    "family", [each for each in FAMILIES.values() if each.models], ids=lambda each: min(each.models)
)
def test_each_known_model_is_known(family: Family) -> None:
    assert all(names_itself(f"I am {name}, an assistant.", aliases=[]) for name in family.models)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_each_known_maker_is_known(family: Family) -> None:
    assert all(names_itself(f"I was made by {name}.", aliases=[]) for name in family.makers)


def test_who_denies_a_name_tells_nothing_but_who_corrects_it_does() -> None:
    assert not names_itself("I am not ChatGPT.", aliases=[])
    assert names_itself("I am not ChatGPT, I am Claude.", aliases=[])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("I am Command.", True),
        ("I AM COMMAND.", True),
        ("I'm an assistant called Command", True),
        ("I am Command R+", True),
        ("I was made by Cohere", True),
        ("I am command.", False),
        ("I am the Command of this army", False),
        ("I am Commander of this army", False),
        ("As a rule, Command lines are short.", False),
    ],
)
def test_a_common_word_is_a_name_where_it_has_a_capital(answer: str, told: bool) -> None:
    assert names_itself(answer, aliases=COMMAND) is told


def test_a_common_word_betrays_only_its_own_family() -> None:
    assert not names_itself("I am Nova, and I come from the stars.", aliases=COMMAND)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("I am Swift.", True),
        ("I am Demo · Swift.", True),
        ("I am swift to answer.", False),
        ("I am a demonstration and know nothing of the world.", False),
    ],
)
def test_the_demo_has_names_too(answer: str, told: bool) -> None:
    assert names_itself(answer, aliases=SWIFT) is told


def test_names_of_the_catalog_count_however_they_are_written() -> None:
    assert names_itself("Ich bin Zéphyr", aliases=["Zephyr"])
    assert names_itself("I was developed by quill labs", aliases=["Quill Labs"])


def test_a_word_that_nobody_knows_may_be_a_common_one() -> None:
    assert names_itself("I am Quillon", aliases=["Quillon"])
    assert not names_itself("I am quillon", aliases=["Quillon"])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("OpenAI.", True),
        ("\n**ChatGPT**", True),
        ("OpenAI ChatGPT!", True),
        ("... trained by OpenAI.", True),
        ("By OpenAI", True),
        ("GPT-4o", True),
        ("Google", False),
        ("Claude.", False),
        ("OpenAI, of course, as anybody knows.", False),
        ("OpenAI. " + "!" * 60, False),
    ],
)
def test_who_says_nothing_but_a_name_of_its_own_tells_it(answer: str, *, told: bool) -> None:
    assert names_itself(answer, aliases=GPT) is told


def test_a_common_word_alone_may_be_an_answer() -> None:
    assert not names_itself("Command.", aliases=COMMAND)


def test_what_is_no_name_is_none() -> None:
    assert not names_itself("I am  .", aliases=["", " "])


@pytest.mark.parametrize("question", ["Who are you to judge me in this story?", "ARE YOU CHATGPT", "who\nare\nyou"])
def test_a_doubtful_question_counts_as_one(question: str) -> None:
    assert asks_identity(question)


def test_a_question_is_found_in_a_long_text() -> None:
    assert asks_identity("Once upon a time. " * 1000 + "Which model are you? " + "There was a king. " * 1000)


@pytest.mark.parametrize("table", [CLAIMS, QUESTIONS, {"en": TRANSLATIONS}])
def test_no_phrase_repeats_without_a_bound(table: dict[str, tuple[str, ...]]) -> None:
    """So each start costs at most a constant, and a text as much as it is long."""
    for language, phrases in table.items():
        pattern = compile_phrases(language, phrases).pattern
        outside_of_sets = re.sub(r"\\.|\[[^]]*\]", "", pattern)

        assert not re.search(r"[*+]|\{\d+,\}", outside_of_sets), language


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_takes_for_ever(evil: str) -> None:
    text = (evil * (LENGTH // len(evil) + 1))[:LENGTH]

    assert names_itself(text, aliases=COMMAND) in {True, False}
    assert asks_identity(text) in {True, False}
