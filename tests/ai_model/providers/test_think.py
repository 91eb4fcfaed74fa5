"""Thoughts that a model writes into its text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_model.providers.events import Text
from ai_model.providers.think import ThinkTags


def read(pieces):
    tags = ThinkTags()
    events = [event for piece in pieces for event in tags.feed(piece)]
    events += tags.close()
    thoughts = "".join(event.text for event in events if not isinstance(event, Text))
    return thoughts, "".join(event.text for event in events if isinstance(event, Text))


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("<think>why</think>so", ("why", "so")),
        ("\n <think>why</think>\n\nso", ("why", "\n\nso")),
        ("so <think>is a tag</think>", ("", "so <think>is a tag</think>")),
        ("<thinking>no", ("", "<thinking>no")),
        ("<think>a < b </thin> c</think>", ("a < b </thin> c", "")),
        ("<think>never ends </thi", ("never ends </thi", "")),
        ("  <th", ("", "  <th")),
        ("<think></think>so</think>", ("", "so</think>")),
        ("", ("", "")),
    ],
)
def test_thoughts_are_told_from_the_answer(text, heard):
    assert read([text]) == heard
    assert read(text) == heard


@given(st.lists(st.sampled_from(["<think>", "</think>", "<", "think", ">", "/", " ", "a", "न"])), st.integers(1, 5))
def test_any_cut_gives_the_same(words, size):
    text = "".join(words)

    assert read(text[start : start + size] for start in range(0, len(text), size)) == read([text])


def test_blanks_without_end_are_no_beginning_of_a_tag():
    tags = ThinkTags()

    heard = [event for _ in range(100) for event in tags.feed(" " * 10)]

    assert "".join(event.text for event in heard) == " " * 1000
    assert tags.held == ""


def test_no_more_is_held_back_than_might_be_a_tag():
    tags = ThinkTags()

    assert list(tags.feed("<think>why not </")) != []
    assert list(tags.feed("x")) != []
