"""JSON on one line, and news told to whom they are for."""

import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from message.runs.news import News
from message.wire.encoding import METHODS, dump
from message.wire.formats import FORMATS
from tests.message.wire.telling import TEXTS

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_a_value_stands_on_one_line_and_stays_itself(value):
    line = dump(value)

    assert len(line.decode().splitlines()) == 1
    assert json.loads(line) == value


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", b'"plain"'),
        ("\u0085\u2028\u2029", rb'"\u0085\u2028\u2029"'),
        ("\\\u2028", rb'"\\\u2028"'),
        ("\u2027\u202a\u00c2\u0084", '"\u2027\u202a\u00c2\u0084"'.encode()),
        ("é\r\n\x1e", '"é'.encode() + rb"\r\n\u001e" + b'"'),
    ],
)
def test_only_line_ends_are_escaped(text, line):
    assert dump(text) == line


def test_every_news_has_a_method():
    assert set(METHODS) == set(get_args(News))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_new_is_nothing_to_write(name):
    assert FORMATS[name]("a").encode([]) == b""
