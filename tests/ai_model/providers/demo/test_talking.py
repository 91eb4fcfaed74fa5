"""What is said in a conversation is remembered, repeated and answered in kind."""

import pytest

from ai_model.providers.demo import wishes
from ai_model.providers.demo.matter import Heard
from ai_model.providers.demo.styles import STYLES
from tests.ai_model.providers.demo.visiting import ask


def test_an_echo_is_whole_however_long():
    text = "word " * 5000

    assert wishes.grant(Heard(f"say {text}")).gist == text.strip()


def test_who_has_said_nothing_is_told_so():
    assert "nothing" in wishes.grant(Heard("what did I say before?")).gist
    assert "not told me" in wishes.grant(Heard("what is my name?")).gist


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (("My name is Asha.", "What is my name?"), "Asha"),
        (("My name is Asha. What is my name?",), "Asha"),
        (("my name is Ravi", "My name’s Asha", "Tell me a joke", "Do you remember my name?"), "Asha"),
        (("Hi, I'm Asha", "who am I?"), "Asha"),
        (("मेरा नाम आशा है", "what's my name"), "आशा"),
        (("Do you know what my name is now?", "What is my name?"), "Unknown"),
    ],
)
def test_a_name_is_remembered(said, name):
    assert wishes.grant(Heard(said[-1], said[:-1])).word == name


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Say only the word 'yes'", "yes"),
        ("Say “yes” and nothing else.", "yes"),
        ("Reply with exactly: pong", "pong"),
        ("Please just say well met", "well met"),
        ("say exactly", "exactly"),
        ("Say “one” and “two”", "“one” and “two”"),
        ("Say 'it's time'", "it's time"),
    ],
)
def test_an_echo_is_only_what_was_wanted(question, answer):
    assert wishes.grant(Heard(question)).gist == answer


def test_hello_is_said_in_one_sentence_and_by_each_in_its_own():
    heard = {ask("Say hello in one sentence.", model=model, seed=seed).text for seed in range(4) for model in STYLES}

    assert len(heard) > 1
    assert all(text.startswith("Hello") and text.endswith(".") and text.count(".") == 1 for text in heard)


def test_a_name_given_to_us_is_used():
    matter = wishes.grant(Heard("who are you?", name="Ada"))

    assert "Ada" in matter.gist
    assert "not a language model" in matter.gist


def test_what_a_tool_found_is_told():
    assert "31 degrees" in wishes.grant(Heard("What is the weather in Pune?", result="31 degrees")).gist
