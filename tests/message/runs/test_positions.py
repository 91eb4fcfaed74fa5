"""`a:120!,b:98`: where a reader stands on each side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from message.runs.positions import Place, read_places

PLACES = st.builds(Place, st.integers(0, 10**9 - 1), st.booleans())
MARKS = st.text("abh:!,0123456789 -+٣", max_size=12)


def write(places: dict[str, Place]) -> str:
    return ",".join(f"{side}:{place.position}{'!' if place.is_over else ''}" for side, place in places.items())


@given(st.dictionaries(st.sampled_from("abcdefgh"), PLACES))
def test_places_survive_their_journey(places: dict[str, Place]) -> None:
    assert read_places(write(places), "abcdefgh") == places


def test_nothing_said_is_the_start() -> None:
    assert read_places("", "ab") == {}


def test_a_space_behind_a_comma_is_forgiven() -> None:
    assert read_places("a:1, b:2!", "ab") == {"a": Place(1), "b": Place(2, is_over=True)}


NONSENSE = [
    *("a", "a:", ":1", "1", "a:x", "a:-1", "a:+1", "a:1.5", "a:1e3", "a:0x1", "a:١", "a: 1", "a:1?", "a:1!!", "a:!"),
    *("a!:1", "c:1", "A:1", "ab:1", "a:1;b:2", "a:1 b:2", "a:1\nb:2", "a:1,", ",a:1", ",", " ", "a:1,a:1", "a:1,a:2!"),
    *("a:1000000000", "a:" + "9" * 10_000),
]


@pytest.mark.parametrize("text", NONSENSE)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_places(text, "ab")


@given(st.text() | MARKS)
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    try:
        places = read_places(text, "ab")
    except ValueError:
        return

    assert set(places) <= {"a", "b"}
    assert read_places(write(dict(places)), "ab") == places
