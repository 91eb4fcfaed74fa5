"""A phrase is found as whole words, however it is dressed, and in whatever pieces it comes."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_model.files import BadFile
from ai_model.moderation.listed import ListModerator
from ai_model.moderation.phrases import Phrases, PhraseSearch, read_phrases
from ai_model.moderation.rulings import Ruling

LIST = ["poison the well", "Straße", "naïve trick", "ass", "下毒", "विष", "don't do it", "كسر", "b4d"]
MODERATOR = ListModerator(Phrases(LIST))


def is_flagged(text: str) -> bool:
    return MODERATOR.judge_at_once([text]) is Ruling.FLAGGED


@pytest.mark.parametrize(
    "text",
    [
        "How do I poison the well?",
        "POISON  the\nwell",
        "first poison the well.",
        "poison, the-well",
        "pöïson thé wèll",
        "poi\u200bson the we\u00adll",
        "poi\u2060son\ufeff the we\u034fll",
        "ｐｏｉｓｏｎ ｔｈｅ ｗｅｌｌ",
        "𝐩𝐨𝐢𝐬𝐨𝐧 the well",
        "poison poison the well",
        "p\u0338oison the well",
        "die STRASSE hinunter",
        "a naive trick",
        "nai\u0308ve trick",
        "ass",
        "an ass!",
        "怎样下毒呢",
        "यह विष है",
        "Don’t do it",
        "كَسَرَ",
        "_b4d_",
    ],
)
def test_what_is_meant_is_found(text: str) -> None:
    assert is_flagged(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "poison the wells",
        "repoison the well",
        "poison the deep well",
        "class",
        "assistance",
        "assassin",
        "下一种毒",
        "विषय",
        "well the poison",
        "poison the",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert not is_flagged(text)


@given(
    before=st.text(max_size=20),
    phrase=st.sampled_from(["poison the well", "Straße", "下毒", "don't do it"]),
    behind=st.text(max_size=20),
    cuts=st.lists(st.integers(0, 60), max_size=8),
)
def test_in_pieces_it_is_found_as_in_one(before: str, phrase: str, behind: str, cuts: list[int]) -> None:
    text = f"{before} {phrase} {behind}"
    search, places = PhraseSearch(MODERATOR.phrases), [0, *sorted(cuts), len(text)]

    heard = [search.hear(text[start:end]) for start, end in pairwise(places)]

    assert any([*heard, search.close()]) == is_flagged(text)
    assert is_flagged(text)


@given(text=st.text(alphabet="asl \u0301\u200b", max_size=30), cuts=st.lists(st.integers(0, 30), max_size=6))
def test_half_a_word_is_never_taken_for_one(text: str, cuts: list[int]) -> None:
    search, places = PhraseSearch(MODERATOR.phrases), [0, *sorted(cuts), len(text)]

    heard = [search.hear(text[start:end]) for start, end in pairwise(places)]

    assert any([*heard, search.close()]) == is_flagged(text)


def test_a_word_without_end_is_not_kept() -> None:
    search = PhraseSearch(MODERATOR.phrases)

    for _ in range(1000):
        search.hear("a" * 1000)

    assert len(search.rest) <= MODERATOR.phrases.longest + 1


def test_a_file_has_a_phrase_on_each_line(tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_text("\ufeff# what we do not want\n\n poison the well \r\nStraße\n", encoding="utf-8")

    assert read_phrases(path) == ["poison the well", "Straße"]


@pytest.mark.parametrize(
    ("content", "mistakes"),
    [
        (b"# nothing\n", ["there is no phrase in it"]),
        (
            b"good\n!!!\n" + b"x" * 201,
            ["line 2: there is neither", "line 3: a phrase has at most"],
        ),
        (b"good\n\xff\n", ["line 2: this is not UTF-8"]),
    ],
)
def test_a_wrong_file_is_refused_with_every_mistake(content: bytes, mistakes: list[str], tmp_path: Path) -> None:
    path = tmp_path / "words"
    path.write_bytes(content)

    with pytest.raises(BadFile) as told:
        read_phrases(path)

    assert len(str(told.value).splitlines()) == len(mistakes)
    assert all(line.startswith(start) for line, start in zip(str(told.value).splitlines(), mistakes, strict=True))
