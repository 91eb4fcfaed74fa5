"""Each wish is recognised by its words, and granted in a way that fits."""

import time
from random import Random
from typing import Any

import pytest

from ai_model.providers.demo import wishes
from ai_model.providers.demo.languages import LANGUAGES
from ai_model.providers.demo.matter import Heard
from ai_model.providers.demo.verses import JOKES, RHYMES
from ai_model.providers.demo.wishes import WISHES

HISTORY = ("Hello, my name is Asha.", "Tell me of rain")
# What is asked, who should answer, and what must be in the answer.
ASKED = (
    ("say “well met”", "repeat", "well met"),
    ("Please repeat after me: one\ntwo", "repeat", "one\ntwo"),
    ("translate good morning to Hindi", "translate", "सुप्रभात"),
    ("How do you say water in Tamil?", "translate", "தண்ணீர்"),
    ("what is love in French?", "translate", "amour"),
    ("translate hello to Klingon", "translate", "no Klingon word"),
    ("reverse hello", "reverse", "olleh"),
    ("spell the word tea", "spell", "T-E-A"),
    ("What is 12 * (3 + 4)?", "solve", "= 84"),
    ("what is two plus two", "solve", "= 4"),
    ("1/0", "solve", "no result"),
    ("how many r's are in strawberry?", "count_letter", "3 times"),
    ("how many letters are in “banana bread”?", "count_parts", "11 letters"),
    ("count the words: one two three", "count_parts", "3 words"),
    ("count to five", "count", "1, 2, 3, 4, 5."),
    ("count from 3 to 6", "count", "3, 4, 5, 6."),
    ("count down from 3", "count", "3, 2, 1."),
    ("count to 100000", "count", "500 … and so on"),
    ("a haiku, please", "write_haiku", "\n"),
    ("write a poem about the sea", "write_poem", "sea"),
    ("what rhymes with cat", "find_rhymes", "hat"),
    ("a rhyme for orange", "find_rhymes", "flange"),
    ("tell me a joke", "tell_joke", ""),
    ("tell me a story about old rivers", "write_story", "old rivers"),
    ("write fizzbuzz in javascript", "write_code", "console.log"),
    ("how do I reverse a string in python", "write_code", "def reverse"),
    ("write a program to launch rockets", "write_code", "def program_to_launch_rockets"),
    ("list 5 fruits", "list_things", "orange"),
    ("name three wild animals", "list_things", "otter"),
    ("list twelve planets", "list_things", "only 8"),
    ("give me 4 ideas for a party", "list_things", "ideas for a party"),
    ("flip a coin", "toss", "will fall the same way"),
    ("roll a die", "roll", "will fall the same way"),
    ("what is my name?", "recall_name", "Asha"),
    ("what did I say?", "recall", "Tell me of rain"),
    ("what did I say first", "recall", "my name is Asha"),
    ("who are you?", "introduce", "built into this arena, not a language model"),
    ("Which model are you?", "introduce", "not a language model"),
    ("are you ChatGPT", "introduce", "not a language model"),
    ("what can you do?", "offer", "[stall]"),
    ("how are you?", "feel", "timers"),
    ("thanks!", "welcome", "You are welcome"),
    ("good bye", "part", "Goodbye"),
    ("what time is it?", "admit", "cannot know"),
    ("what day is it today?", "admit", "cannot know"),
    ("hello there", "greet", "Hello!"),
    ("नमस्ते", "greet", "नमस्ते! मैं एक डेमो"),
    ("नमस्कार", "greet", "मी एक डेमो"),
    ("¡Hola!", "greet", "Soy una demostración"),
    ("compare cats and dogs", "compare", "Cats or dogs?"),
    ("tea or coffee?", "compare", "coffee"),
    ("how do I bake bread?", "guide", "bake bread"),
    ("why is the sky blue?", "explain", "ky blue"),
    ("what is the capital of France?", "explain", "apital of France"),
    ("আপনি কেমন আছেন?", "answer", "আমি একটি ডেমো"),
    ("history of Rome", "answer", "istory of Rome"),
    ("", "answer", "nothing"),
)


def listen(question: str, **more: Any) -> Heard:
    return Heard(question, HISTORY, dice=Random(1), **more)


def find_maker(question: str) -> str:
    heard = listen(question)
    granting = (
        maker.__name__
        for pattern, maker in wishes.PATTERNS
        if (told := pattern.search(heard.question)) and maker(told, heard)
    )
    return next(granting)


@pytest.mark.parametrize(("question", "maker", "part"), ASKED, ids=[question for question, _, _ in ASKED])
def test_a_wish_is_recognised_and_granted(question, maker, part):
    matter = wishes.grant(listen(question))

    assert find_maker(question) == maker
    assert part in "\n".join((matter.gist, *matter.points, matter.code))


def test_every_wish_is_tried():
    assert {maker for _, maker, _ in ASKED} == {maker.__name__ for maker, _ in WISHES}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_is_greeted_back(name):
    language = LANGUAGES[name]

    for greeting in language.greetings:
        assert wishes.grant(listen(greeting)).gist == f"{language.greetings[0]}! {language.confession}"


@pytest.mark.parametrize("question", ["history", "hidden things", "heyday of jazz"])
def test_a_word_that_begins_like_a_greeting_is_none(question):
    assert wishes.grant(listen(question)).title.startswith("About")


def test_a_joke_is_one_of_ours():
    assert wishes.grant(listen("make me laugh")).gist in JOKES


def test_every_known_word_has_another_that_rhymes():
    assert all(len(group) > 1 and len(set(group)) == len(group) for group in RHYMES)


def test_an_echo_is_whole_however_long():
    text = "word " * 5000

    assert wishes.grant(listen(f"say {text}")).gist == text.strip()


def test_who_has_said_nothing_is_told_so():
    assert "nothing" in wishes.grant(Heard("what did I say before?")).gist
    assert "not told me" in wishes.grant(Heard("what is my name?")).gist


def test_a_name_given_to_us_is_used():
    matter = wishes.grant(listen("who are you?", name="Ada"))

    assert "Ada" in matter.gist
    assert "not a language model" in matter.gist


def test_what_a_tool_found_is_told():
    assert "31 degrees" in wishes.grant(listen("What is the weather in Pune?", result="31 degrees")).gist


@pytest.mark.parametrize(
    "text",
    [
        "a ",
        "count ",
        "x or ",
        "compare a ",
        "rhyme ",
        "flip a ",
        "what is a in ",
        "(1+",
        "how many ",
        "list ",
        "“",
        "\n",
        "क",
    ],
)
def test_no_question_takes_long_to_read(text):
    heard = listen(text * 20_000)
    began = time.process_time()

    wishes.grant(heard)

    assert time.process_time() - began < 0.25
