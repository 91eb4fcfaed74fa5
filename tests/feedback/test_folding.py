"""What is alike to who looks for phrases."""

import pytest

from feedback.folding import fold, plain


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("modèle", "modele"),
        ("mode\u0300le", "modele"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("ИЙ ё", "ИИ е"),
        ("أنا إلى", "انا الى"),
        ("हूँ ज़", "हूँ ज\u093c"),
        ("한국어", "한국어"),
        ("が", "が"),
        ("plain", "plain"),
    ],
)
def test_a_letter_is_written_in_one_way(written: str, alike: str) -> None:
    assert fold(written) == alike


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("I **am**\n\n`it`", "I am it"),
        ("I’m “it”", "I'm it"),
        ("a — b", "a - b"),
        ("a (b) [c]", "a b c"),
        ("a\u200bb\ue000", "ab"),
        ("  a \t b ", "a b"),
    ],
)
def test_emphasis_and_typography_go(written: str, bare: str) -> None:
    assert plain(written) == bare


def test_what_is_folded_stays_as_it_is() -> None:
    text = "Modèle, हूँ, が, 한국어, أنا, ﷺ"

    assert fold(fold(text)) == fold(text)


def test_piled_up_marks_are_cut_before_anybody_sorts_them() -> None:
    assert len(fold("א" + "\u05b7\u05b0" * 25_000)) < 10


def test_a_letter_does_not_become_a_book() -> None:
    assert len(fold("\ufdfa" * 1_000)) <= 1_000
