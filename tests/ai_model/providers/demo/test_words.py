"""Texts are taken apart: into pieces that make them up again, into what they are about."""

import pytest

from ai_model.providers.demo import words

TEXTS = (
    "",
    " ",
    "Hello, world!",
    "  two spaces\n\n  and\tmore  ",
    "an extraordinarily long word",
    "नमस्ते दुनिया",
    "a\u2028b\u0085c\x00d",
    "\U0001f469\u200d\U0001f680" * 9,
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_letter_is_lost(text):
    cut = list(words.cut(text))

    assert "".join(cut) == text
    assert words.count_pieces(text) == len(cut)
    assert all(0 < len(piece) <= 8 for piece in cut)
    assert "".join(words.cut_short(text)) == text


@pytest.mark.parametrize(
    ("stops", "left"),
    [
        (("three",), "one two "),
        (("tw", "three"), "one "),
        (("e",), "on"),
        (("never",), "one two three four"),
        (("o th", "four"), "one tw"),
        (("one",), ""),
        (("four",), "one two three "),
    ],
)
def test_a_stop_sequence_may_span_pieces(stops, left):
    cut = ["one t", "w", "o ", "t", "hree four"]

    assert "".join(words.end_before(cut, stops)) == left


def test_what_cannot_be_a_stop_sequence_any_more_is_not_held_back():
    cut = iter(["abc", "def"])

    first = next(words.end_before(cut, ["xy"]))

    assert first == "ab"
    assert next(cut) == "def"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("the meaning of life?", "the meaning of life"),
        ("rain. And snow!", "rain"),
        ("everything that has ever been known about the old rivers", "everything known old"),
        ("?", "nothing at all"),
    ],
)
def test_a_phrase_stands_as_it_was_said_unless_it_is_long(text, phrase):
    assert words.find_phrase(text) == phrase
