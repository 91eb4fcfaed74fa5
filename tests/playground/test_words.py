"""Every language says all that the pages say, with the same gaps to be filled."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from api.refusals import Code
from message.models import SENTENCES
from playground.languages import LANGUAGES, table

FOLDER = Path(settings.BASE_DIR) / "playground"
GAP = re.compile(r"\{(\w+)\}")
# Answers say too, with a point before it.
SAID_IN_SCRIPTS = re.compile(r"""(?<![.\w])say\(\s*["']([\w.]+)["']""")
SAID_IN_TEMPLATES = re.compile(r"""\{% word ["']([\w.]+)["'] %\}""")
ENGLISH = table("en")
# A page of ours asks as it should.
NEVER_MET = {Code.METHOD_NOT_ALLOWED, Code.NOT_ACCEPTABLE, Code.UNSUPPORTED_MEDIA_TYPE}
# Which forms of a plural a language has.
TWO, THREE = ("one", "other"), ("one", "many", "other")
PLURALS = {"en": TWO, "hi": TWO, "pt": THREE, "fr": THREE}


def stems(words: dict[str, str]) -> set[str]:
    return {re.sub(r"\.(one|many|other)$", "", key) if has_plural(key, words) else key for key in words}


def has_plural(key: str, words: dict[str, str]) -> bool:
    return f"{key.rpartition('.')[0]}.one" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_and_nothing_is_left_over(language: str) -> None:
    words = dict(table(language))

    assert stems(words) == stems(dict(ENGLISH))
    assert list(words) == sorted(words)
    assert all(sentence.strip() == sentence for sentence in words.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_gaps_are_the_same(language: str) -> None:
    for key, sentence in table(language).items():
        same = ENGLISH[key if key in ENGLISH else f"{key.rpartition('.')[0]}.other"]
        assert Counter(GAP.findall(sentence)).keys() == Counter(GAP.findall(same)).keys(), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_plural_has_its_forms(language: str) -> None:
    words = table(language)
    plurals = {key.removesuffix(".one") for key in words if key.endswith(".one")}

    assert plurals
    assert all(f"{stem}.{form}" in words for stem in plurals for form in PLURALS[language])


def test_all_that_is_said_is_in_the_table() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("static/playground/*.js"))
    templates = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("templates/playground/*.html"))
    said = {*SAID_IN_SCRIPTS.findall(scripts), *SAID_IN_TEMPLATES.findall(templates)}

    assert {key for key in said if key not in stems(dict(ENGLISH))} == set()


@pytest.mark.parametrize("code", sorted(set(Code) - NEVER_MET))
def test_every_refusal_says_what_to_do(code: str) -> None:
    assert f"error.{code}" in ENGLISH


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_failure_of_a_side_says_what_to_do(code: str) -> None:
    assert f"side.{code}" in ENGLISH
