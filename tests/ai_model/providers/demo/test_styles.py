"""Each model has a style of its own; none tells which model it is."""

import re
from random import Random

import pytest

from ai_model.providers.demo import styles, words
from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.styles import STYLES
from ai_model.providers.demo.wishes import grant
from tests.ai_model.providers.demo.test_wishes import ASKED

LIST = Matter("A list", "Here you are:", ("mango", "apple"), word="mango")
CODE = Matter("Code", "One line.", code="print()")
ESSAY = Matter("About tea", "Tea.", remarks=("One.", "Two.", "Three."))


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("matter", [LIST, CODE, ESSAY], ids=lambda matter: matter.title)
def test_no_style_loses_what_was_asked_for(style, matter):
    said = style.say(matter, Random(1))

    assert matter.gist in said
    assert matter.code in said
    assert all(point in said for point in matter.points)


def test_each_list_looks_like_its_model():
    said = {name: style.say(LIST, Random(1)) for name, style in STYLES.items()}

    assert said["swift"] == "Here you are:\nmango, apple"
    assert said["steady"].startswith("## A list\n\nHere you are:\n\n1. mango\n2. apple\n\n")
    assert "- *mango*\n- *apple*" in said["lyric"]
    assert said["thinker"] == "**Here you are:**\n\n- mango\n- apple"


def test_code_is_fenced():
    for style in STYLES.values():
        assert "```python\nprint()\n```" in style.say(CODE, Random(1))


def test_they_differ_in_length_and_speed():
    lengths = {name: len(style.say(ESSAY, Random(1))) for name, style in STYLES.items()}

    assert lengths["swift"] < lengths["thinker"] < lengths["steady"] < lengths["lyric"]
    assert STYLES["swift"].pause < STYLES["thinker"].pause < STYLES["steady"].pause < STYLES["lyric"].pause
    assert 20 <= 1 / STYLES["steady"].pause <= 30


@pytest.mark.parametrize("name", STYLES)
def test_no_answer_names_its_model(name):
    names = re.compile("|".join((*STYLES, "demo/")), re.IGNORECASE)
    for question, _, _ in ASKED:
        heard = Heard(question, ("Hello",), dice=Random(question))
        matter = grant(heard)

        said = STYLES[name].say(matter, heard.dice) + styles.think(matter, heard)

        assert not names.search(said), said


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_rambling_keeps_to_the_subject_and_has_no_end(style):
    sentences = styles.ramble(style, Heard("Tell me about tigers", dice=Random(1)))

    said = [next(sentences) for _ in range(200)]

    assert all("tigers" in sentence.lower() for sentence in said)
    assert sum(sentence.startswith("\n\n") for sentence in said) == 39
    assert words.count_pieces("".join(said)) == sum(map(words.count_pieces, said))
    assert not re.search("|".join(STYLES), "".join(said), re.IGNORECASE)
