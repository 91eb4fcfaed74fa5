"""The system prompt, or the question, says how to answer."""

import pytest

from ai_model.providers.demo import manners
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


@pytest.mark.parametrize(
    ("system", "question", "answer"),
    [
        ("Answer in one word.", "What is 6 * 7?", "42"),
        ("", "tell me about tigers, in one word", "tigers"),
        ("Give one-word answers", "hello", "Hello"),
        ("Be brief.", "list two planets", "Here you are:"),
        ("Use capital letters.", "say well met", "WELL MET"),
        ("Talk like a pirate.", "say Hello my friend", "Ahoy me matey Arr!"),
        ("", "say hello, be brief", "hello, be brief"),
    ],
)
def test_a_manner_is_kept(system, question, answer):
    said = [{"role": "system", "content": system}, {"role": "user", "content": f"[fast] {question}"}]

    heard = ask("", messages=said, model="steady")

    assert heard.text == answer
