"""Letters whose halves came apart."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ai_model.providers.events import Reasoning, Text, ToolCall
from ai_model.providers.surrogates import Mender, join_halves

HIGH, LOW = "\ud83d", "\ude00"
CALL = ToolCall("1", "add")


def mend(*events):
    mender = Mender()
    return [*mender.mend(events), *mender.close()]


def test_halves_in_two_messages_become_a_letter():
    assert mend(Text(f"so {HIGH}"), Text(f"{LOW} it goes")) == [Text("so "), Text("😀 it goes")]


def test_a_half_without_the_other_is_replaced():
    assert mend(Text(f"a{LOW}b"), Text(HIGH)) == [Text("a\ufffdb"), Text("\ufffd")]


def test_halves_of_thought_and_answer_do_not_meet():
    assert mend(Reasoning(HIGH), Text(LOW)) == [Reasoning("\ufffd"), Text("\ufffd")]


def test_a_half_stays_before_what_follows_it():
    assert mend(Text(HIGH), CALL) == [Text("\ufffd"), CALL]


@given(st.text(st.characters()), st.lists(st.integers(0, 30), max_size=5))
def test_any_cut_of_any_text_gives_the_same(text, places):
    marks = [0, *sorted(min(place, len(text)) for place in places), len(text)]
    pieces = [Text(text[start:end]) for start, end in pairwise(marks)]

    assert "".join(event.text for event in mend(*pieces)) == join_halves(text)
