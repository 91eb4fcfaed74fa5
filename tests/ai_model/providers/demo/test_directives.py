"""Directives are read out of a prompt, and documented."""

from dataclasses import replace

import pytest
from django.conf import settings

from ai_model.providers.demo import directives
from ai_model.providers.demo.directives import CHANGES, Directives

READ = {
    "[slow] hello": {"pause": 0.5},
    "hello [FAST]": {"pause": 0.0},
    "[fail]": {"status": 500},
    "[ fail 429 ]": {"status": 429},
    "[tokens 12]": {"tokens": 12},
    "[tokens 999999]": {"tokens": 100_000},
    "[long]": {"tokens": 2000},
    "[fast][cut] [tokens 8]": {"pause": 0.0, "mishap": "cut", "tokens": 8},
    "[steady: fail 503]": {"status": 503},
    "[Steady: stall]": {"mishap": "stall"},
    "[swift: fail]": {},
    "[slow] [fast]": {"pause": 0.0},
    "[fail 200]": {},
    "[tokens]": {},
    "[tokens many]": {},
    "[1] [x] [slowly] fail cut": {},
}


@pytest.mark.parametrize(("text", "changes"), READ.items())
def test_a_prompt_says_how_to_misbehave(text, changes):
    assert directives.read(text, "steady") == replace(Directives(), **changes)


def test_what_is_left_is_the_question():
    text = "[slow] What is [1] in [lyric: fail 429] this? [tokens 7]"

    assert directives.strip(text) == "What is [1] in  this?"


@pytest.mark.parametrize("name", [*CHANGES, "fail 429", "tokens N"])
def test_every_directive_is_documented(name):
    page = (settings.BASE_DIR / "docs/demo.md").read_text(encoding="utf-8")

    assert f"`[{name}]`" in page
