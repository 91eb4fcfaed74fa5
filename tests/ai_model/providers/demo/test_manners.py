"""The system prompt, or the question, says how to answer."""

import pytest

from ai_model.providers.demo import manners
from ai_model.providers.demo.explaining import STEPS
from ai_model.providers.demo.making import STORY
from tests.ai_model.providers.demo.visiting import ask

NAMES = {
    "Your name is Ada.": "Ada",
    "you are called Mira, and you are kind": "Mira",
    "You are Ada.": "Ada",
    "You are Ada and you like tea": "Ada",
    "You are a helpful assistant.": "",
    "you are Kind to everyone": "",
    "": "",
}


@pytest.mark.parametrize(("system", "name"), NAMES.items())
def test_a_system_prompt_can_give_a_name(system, name):
    assert manners.find_name(system) == name


# How to answer, to what, and the answer.
KEPT = (
    ("Answer in one word.", "What is 6 * 7?", "42"),
    ("", "What is 6 * 7? Answer in one word.", "42"),
    ("", "In one word: tell me about tigers.", "Unknown"),
    ("answer in one word", "reverse *", "*"),
    ("Give one-word answers", "hello", "Hello"),
    ("Be brief.", "list two planets", "Here you are:\nMercury, Venus"),
    ("Reply in one sentence.", "list two planets", "Mercury, Venus."),
    ("", "How do I make tea, in one sentence?", STEPS[0]),
    ("", "Tell me a story, in one sentence", STORY.format(topic="the moon").partition(" At night")[0]),
    ("Use capital letters.", "say well met", "WELL MET"),
    ("Talk like a pirate.", "say Hello my friend", "Ahoy me matey Arr!"),
    ("", "say well met, be brief", "well met"),
    ("", "be brief: say well met", "well met"),
)


@pytest.mark.parametrize(("system", "question", "answer"), KEPT)
def test_a_manner_is_kept(system, question, answer):
    said = [{"role": "system", "content": system}, {"role": "user", "content": f"[fast] {question}"}]

    heard = ask("", messages=said, model="steady")

    assert heard.text == answer


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Explain recursion to a child.", "Explain recursion"),
        ("Explain like I'm five: gravity", "Explain gravity"),
        ("What is love? Answer in one word.", "What is love?"),
        ("Be brief.", "Be brief."),
    ],
)
def test_what_is_left_is_the_question(question, left):
    assert manners.strip(question) == left
