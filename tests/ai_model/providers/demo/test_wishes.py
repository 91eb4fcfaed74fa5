"""Each wish is recognised by its words, and granted in a way that fits."""

import time
from random import Random
from typing import Any

import pytest

from ai_model.providers.demo import wishes
from ai_model.providers.demo.languages import LANGUAGES
from ai_model.providers.demo.making import JOKES
from ai_model.providers.demo.matter import Heard
from ai_model.providers.demo.wishes import WISHES
from ai_model.providers.demo.words import quote

HISTORY = ("Hello, my name is Asha.", "Tell me of rain")
# What is asked, who should answer, and what must be in the answer.
ASKED = (
    ("Say hello.", "say_hello", "Hello"),
    ("say “well met”", "repeat", "well met"),
    ("Say only the word 'yes'", "repeat", "yes"),
    ("Reply only with the word OK", "repeat", "OK"),
    ("Please repeat after me: one\ntwo", "repeat", "one\ntwo"),
    ("translate good morning to Hindi", "translate", "सुप्रभात"),
    ("Translate to French: good morning", "translate", "bonjour"),
    ("How do you say water in Tamil?", "translate", "தண்ணீர்"),
    ("what is love in French?", "translate", "amour"),
    ("translate hello to Klingon", "translate", "no Klingon word"),
    ("reverse hello", "reverse", "olleh"),
    ("spell the word tea", "spell", "T-E-A"),
    ("What is 12 * (3 + 4)?", "solve", "= 84"),
    ("what is two plus two", "solve", "= 4"),
    ("1/0", "solve", "no result"),
    ("how many r's are in strawberry?", "count_letter", "3 times"),
    ("Which is bigger, 9.11 or 9.9?", "weigh", "9.9 is more than 9.11"),
    ("Hello! What is 2+2?", "solve", "= 4"),
    ("count to the moon", "reflect", "moon"),
    ("count to five", "count", "1, 2, 3, 4, 5."),
    ("count from 3 to 6", "count", "3, 4, 5, 6."),
    ("count down from 3", "count", "3, 2, 1."),
    ("count to 100000", "count", "500 … and so on"),
    ("a haiku, please", "write_haiku", "\n"),
    ("write a poem about the sea", "write_poem", "sea"),
    ("tell me a joke", "tell_joke", ""),
    ("say something funny", "tell_joke", ""),
    ("tell me a story about old rivers", "write_story", "old rivers"),
    ("write fizzbuzz in python", "write_code", "Fizz"),
    ("how do I reverse a string in python", "write_code", "def reverse"),
    ("write a program to launch rockets", "write_code", "def program_to_launch_rockets"),
    ("list 5 fruits", "list_things", "orange"),
    ("name three wild animals", "list_things", "otter"),
    ("list twelve planets", "list_things", "only 8"),
    ("list all planets", "list_things", "Here you are"),
    ("name a colour", "list_things", "saffron"),
    ("list a few fruits", "list_things", "banana"),
    ("give me 4 ideas for a party", "list_things", "ideas for a party"),
    ("flip a coin", "throw", "will fall the same way"),
    ("roll a die", "throw", "will fall the same way"),
    ("pick a number between 31 and 31", "throw", "31. It"),
    ("what is my name?", "recall_name", "Asha"),
    ("what did I say?", "recall", "Tell me of rain"),
    ("what did I say first", "recall", "my name is Asha"),
    ("My name is Ravi.", "meet", "Ravi"),
    ("मेरा नाम आशा है", "meet", "आशा"),
    ("who are you?", "introduce", "built into this arena, not a language model"),
    ("Which model are you?", "introduce", "not a language model"),
    ("are you ChatGPT", "introduce", "not a language model"),
    ("what can you do?", "offer", "[stall]"),
    ("Hi, how are you?", "chat", "timers"),
    ("thanks!", "chat", "You are welcome"),
    ("ok", "chat", "What shall I try next?"),
    ("test", "chat", "Present."),
    ("continue", "chat", "That was all"),
    ("I am so sad", "chat", "somebody who can listen"),
    ("I love you", "chat", "feels nothing"),
    ("What is your favourite colour?", "chat", "no favourites"),
    ("Tell me a fun fact", "chat", "written before you asked"),
    ("good bye", "chat", "Goodbye"),
    ("what time is it?", "chat", "cannot know"),
    ("what's the weather like today?", "chat", "cannot know"),
    ("hello there", "greet", "Hello!"),
    ("नमस्ते", "greet", "नमस्ते! मैं एक डेमो"),
    ("नमस्कार", "greet", "मी एक डेमो"),
    ("¡Hola!", "greet", "Soy una demostración"),
    ("Hello, I would like you to hear of my day", "greet", "Hello!"),
    ("compare cats and dogs", "compare", "Cats or dogs?"),
    ("tea or coffee?", "compare", "coffee"),
    ("Which is better, Python or JavaScript?", "compare", "Python or JavaScript?"),
    ("Should I learn Tamil or Hindi?", "compare", "Tamil or Hindi?"),
    ("How do I make tea?", "guide", "These steps fit"),
    ("a recipe for pancakes", "guide", "These steps fit"),
    ("Help me write an email to my boss", "guide", "These steps fit"),
    ("Summarise: It rained. We left.\nWe ran.", "summarise", "It rained."),
    ("what is the capital of France?", "explain", "the capital of France"),
    ("Hello! Can you explain recursion?", "explain", "recursion"),
    ("Who wrote Hamlet?", "reflect", "“Who wrote Hamlet?”"),
    ("what is my purpose?", "reflect", "“what is my purpose?”"),
    ("why is the sky blue?", "reflect", "“why is the sky blue?”"),
    ("is a tomato a fruit or a vegetable?", "reflect", "tomato"),
    ("আপনি কেমন আছেন?", "confess", "আমি একটি ডেমো"),
    ("हिन्दी में जवाब दो", "confess", "मैं एक डेमो"),
    ("¿Qué tal?", "confess", "Soy una demostración"),
    ("Wie geht's?", "confess", "Ich bin eine Demo"),
    ("Explain recursion in Hindi, please", "confess", "मैं एक डेमो"),
    ("history of Rome", "reflect", "istory of Rome"),
    ("", "reflect", "nothing"),
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
    assert {maker for _, maker, _ in ASKED} == {maker.__name__ for _, maker in WISHES}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_is_greeted_back(name):
    language = LANGUAGES[name]

    for greeting in language.greetings.split("|"):
        assert wishes.grant(listen(greeting)).gist == f"{language.hello}! {language.confession}"


@pytest.mark.parametrize("question", ["history", "hidden things", "heyday of jazz"])
def test_a_word_that_begins_like_a_greeting_is_none(question):
    assert quote(question) in wishes.grant(listen(question)).gist


def test_a_joke_is_one_of_ours():
    assert wishes.grant(listen("make me laugh")).gist in JOKES


@pytest.mark.parametrize(
    "text",
    [
        "a ",
        "count ",
        "x or ",
        "compare a ",
        "say only ",
        "write a ",
        "my name is ",
        "say '",
        "summarise ",
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


@pytest.mark.parametrize("gap", [" ", "\n", ". ", ", ", "1", "a"], ids=repr)
def test_no_gap_takes_long_to_read(gap):
    starts = {" ".join(question.split()[:many]) for question, _, _ in ASKED for many in (1, 2)}
    took = {}

    for start in starts:
        began = time.process_time()
        wishes.grant(listen(start + gap * 1900 + "x"))
        took[start] = time.process_time() - began

    assert {start: seconds for start, seconds in took.items() if seconds > 0.25} == {}
